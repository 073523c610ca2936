// @ts-check
/** Causes: what may have been behind a ticket, chosen from in one key when it is resolved. */

import { html } from "../../html.js";
import { say } from "../../say.js";
import { desk } from "../../state.js";
import { Icon } from "../../views/icons.js";
import { act } from "../acting.js";
import { Several, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { moved } from "../parts/order.js";
import { FormFrame, plain } from "../parts/saving.js";
import { Block, Empty } from "../parts/states.js";

/** @import { Causes, ChangeLine } from "../../types" */
/** @typedef {{ id: number | null, name: string, topics: string[] }} Item */

const LONGEST = 60;

/** @returns {Record<string, string>} */
export function reads() {
  return { causes: "/settings/causes", changes: "/settings/changes?thing=setting&keys=causes" };
}

/** @param {{ told: { causes: Causes, changes: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ told: { causes, changes }, mayEdit }) {
  const form = useForm({
    told: { items: causes.items },
    version: causes.version,
    changedBy: causes.changed_by,
    save: ({ items }, version) => act("PUT", "/settings/causes", { items, version }),
  });
  const labels = { items: say("causes.title") };
  return html`
    <${FormFrame} form=${form} labels=${labels} draw=${drawn}>
      <${Items} mayEdit=${mayEdit} ...${form.field("items")} />
    <//>
    <${History} changes=${changes.items} labels=${labels} draw=${drawn} mayEdit=${mayEdit} />
  `;
}

/** @param {{ value: Item[], onChange: (items: Item[]) => void, errors?: Record<string, string>, mayEdit: boolean }} props */
function Items({ value: items, onChange, errors = {}, mayEdit }) {
  /** @param {number} at @param {Partial<Item>} change */
  const change = (at, change) => onChange(items.map((item, place) => (place === at ? { ...item, ...change } : item)));
  const add = html`
    <button type="button" class="button" onClick=${() => onChange([...items, { id: null, name: "", topics: [] }])}>
      <${Icon} name="plus" />
      ${say("causes.add")}
    </button>
  `;
  if (items.length === 0)
    return html`
      <${Empty} title=${say("causes.none")} about=${say("causes.about")}>${mayEdit && add}<//>
    `;
  return html`
    <p class="settings-note">${say("causes.about")}</p>
    ${items.map(
      (item, at) => html`
        <${Block} key=${item.id ?? `new ${at}`} title=${`${at + 1}. ${item.name || say("causes.new")}`} actions=${
          mayEdit && html`<${Tools} name=${item.name} at=${at} items=${items} onChange=${onChange} />`
        }>
          <${TextField}
            label=${say("causes.name")}
            value=${item.name}
            longest=${LONGEST}
            readonly=${!mayEdit}
            errors=${{ "": errors[`${at}.name`] ?? "" }}
            onChange=${(/** @type {string} */ name) => change(at, { name })}
          />
          <${Several}
            label=${say("causes.topics")}
            hint=${say("causes.topics.hint")}
            options=${(desk.value?.topics ?? []).map((topic) => ({ value: topic.key, label: topic.name }))}
            value=${item.topics}
            readonly=${!mayEdit}
            onChange=${(/** @type {string[]} */ topics) => change(at, { topics })}
          />
        <//>
      `,
    )}
    ${mayEdit && add}
  `;
}

/** @param {{ name: string, at: number, items: Item[], onChange: (items: Item[]) => void }} props */
function Tools({ name, at, items, onChange }) {
  const move = (/** @type {number} */ to) => {
    const order = moved(items.map((_, place) => String(place)), at, to);
    onChange(order.flatMap((place) => items[Number(place)] ?? []));
  };
  return html`
    <span class="order-buttons">
      <button type="button" class="tool tool-small" aria-label=${say("order.up", { name })} disabled=${at === 0} onClick=${() => move(at - 1)}>
        <${Icon} name="up" />
      </button>
      <button
        type="button"
        class="tool tool-small"
        aria-label=${say("order.down", { name })}
        disabled=${at === items.length - 1}
        onClick=${() => move(at + 1)}
      >
        <${Icon} name="down" />
      </button>
      <button
        type="button"
        class="tool tool-small"
        aria-label=${say("causes.remove", { name })}
        onClick=${() => onChange(items.filter((_, place) => place !== at))}
      >
        <${Icon} name="bin" />
      </button>
    </span>
  `;
}

/** @param {string} name @param {any} value */
function drawn(name, value) {
  if (name !== "items") return plain(name, value);
  return (value ?? []).map((/** @type {Item} */ item) => item.name).join(", ") || "—";
}
