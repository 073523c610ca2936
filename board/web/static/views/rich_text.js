// @ts-check
/** Words with Telegram's formatting, drawn as elements and never as markup. */

import { useState } from "preact/hooks";
import { formatTree, linkOf } from "../entities.js";
import { html } from "../html.js";
import { say } from "../say.js";

/** @import { Entity } from "../types" */
/** @import { Node } from "../entities.js" */

/** @param {{ text: string, entities?: Entity[] }} props */
export function RichText({ text, entities = [] }) {
  return html`
    <span class="rich">${formatTree(text, entities).map(drawNode)}</span>
  `;
}

/** @param {Node} node @returns {unknown} */
function drawNode(node) {
  if (typeof node === "string") return node;
  const inside = node.children.map(drawNode);
  const { entity } = node;
  switch (entity.type) {
    case "bold":
      return html`
        <strong>${inside}</strong>
      `;
    case "italic":
      return html`
        <em>${inside}</em>
      `;
    case "underline":
      return html`
        <u>${inside}</u>
      `;
    case "strikethrough":
      return html`
        <s>${inside}</s>
      `;
    case "code":
      return html`
        <code>${inside}</code>
      `;
    case "pre":
      return html`
        <pre data-language=${entity.language}><code>${inside}</code></pre>
      `;
    case "blockquote":
    case "expandable_blockquote":
      return html`
        <blockquote>${inside}</blockquote>
      `;
    case "spoiler":
      return html`
        <${Spoiler}>${inside}<//>
      `;
    default:
      return drawLink(node, inside);
  }
}

/** @param {Exclude<Node, string>} node @param {unknown[]} inside */
function drawLink(node, inside) {
  const address = linkOf(node.entity, plainText(node.children));
  if (address)
    return html`
      <a href=${address} target="_blank" rel="noopener noreferrer">${inside}</a>
    `;
  return html`
    <span class="rich-${node.entity.type}">${inside}</span>
  `;
}

/** @param {Node[]} nodes @returns {string} */
function plainText(nodes) {
  return nodes.map((node) => (typeof node === "string" ? node : plainText(node.children))).join("");
}

/** @param {{ children?: unknown }} props */
function Spoiler({ children }) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen)
    return html`
      <span class="spoiler" data-open="yes">${children}</span>
    `;
  return html`
    <button type="button" class="spoiler" aria-label=${say("conversation.spoiler")} onClick=${() => setOpen(true)}>
      <span aria-hidden="true">${children}</span>
    </button>
  `;
}
