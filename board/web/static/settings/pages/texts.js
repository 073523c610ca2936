// @ts-check
/** The company's own texts: each in every language, with its blanks, as the customer sees it. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { language, say, sayNamed } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, actAndSay } from "../acting.js";
import { pictureAddress, previewSoon, previews, sendPicture } from "../actions/texts.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { LanguageField, languageName, languages } from "../parts/languages.js";
import { PhonePreview } from "../parts/phone.js";
import { PictureField } from "../parts/picture.js";
import { FormFrame } from "../parts/saving.js";
import { Block, ThingHead } from "../parts/states.js";

/** @import { ChangeLine, CompanyText, HintPicture, PagePlace } from "../../types" */

const PAGE = "settings/texts";
/** The caption of the picture that shows where the number stands. */
const CAPTION = "registration_text";

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [key] }) {
  /** @type {Record<string, string>} */
  const paths = { texts: "/settings/texts", picture: "/settings/picture" };
  if (key) paths.changes = `/settings/changes?thing=setting&keys=${encodeURIComponent(key)}`;
  return paths;
}

/**
 * @typedef {object} Told
 * @property {{ items: CompanyText[] }} texts
 * @property {HintPicture} picture
 * @property {{ items: ChangeLine[] }} [changes]
 */

/** @param {{ place: PagePlace, told: Told, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [key] = place.rest;
  const text = told.texts.items.find((each) => each.key === key);
  if (!key)
    return html`
      <${List} texts=${told.texts.items} />
    `;
  if (!text)
    return html`
      <p class="settings-note">${say("texts.unknown")}</p>
    `;
  return html`
    <${Editor} text=${text} picture=${told.picture} mayEdit=${mayEdit} />
    <${History}
      changes=${told.changes?.items ?? []}
      labels=${Object.fromEntries(languages().map((code) => [code, languageName(code)]))}
      mayEdit=${mayEdit}
    />
  `;
}

/** @param {{ texts: CompanyText[] }} props */
function List({ texts }) {
  return html`
    <${Block}>
      <ul class="rows">
        ${texts.map(
          (text) => html`
            <li key=${text.key}>
              <a class="row-link" href=${pageAddress(PAGE, [text.key])} onClick=${followLink}>
                <span>
                  <strong>${sayNamed("texts", text.key)}</strong>
                  <span class="quiet one-line">${shownIn(text, language())}</span>
                </span>
                <${Missing} text=${text} />
                <${Icon} name="right" />
              </a>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

/** @param {{ text: CompanyText }} props */
function Missing({ text }) {
  const missing = languages().filter((code) => !text.texts[code] && !text.defaults[code]);
  return (
    missing.length > 0 &&
    html`
      <span class="mark-missing">${say("texts.missing", { languages: missing.map(languageName).join(", ") })}</span>
    `
  );
}

/** @param {{ text: CompanyText, picture: HintPicture, mayEdit: boolean }} props */
function Editor({ text, picture, mayEdit }) {
  const [shown, setShown] = useState(languages()[0] ?? "en");
  const form = useForm({
    told: { texts: text.texts },
    version: text.version,
    changedBy: text.changed_by,
    save: ({ texts }, version) => act("PUT", `/settings/texts/${text.key}`, { texts, version }),
  });
  const draft = form.values.texts[shown] ?? "";
  useEffect(() => previewSoon(text.key, shown, draft), [text.key, shown, draft]);
  const hasCaption = text.key === CAPTION;
  return html`
    <${ThingHead} title=${sayNamed("texts", text.key)} about=${sayNamed(`texts.${text.key}`, "about", "")} />
    <div class="beside">
      <div>
        <${FormFrame} form=${form} labels=${{ texts: sayNamed("texts", text.key) }}>
          <${Block}>
            <${LanguageField}
              label=${say("texts.words")}
              hint=${say(Object.keys(text.defaults).length > 0 ? "texts.hint" : "texts.hint.none")}
              rows=${8}
              longest=${text.longest}
              otherwise=${text.defaults}
              blanks=${text.blanks.map((name) => ({ name, label: sayNamed("texts.blank", name) }))}
              shown=${shown}
              onShow=${setShown}
              readonly=${!mayEdit}
              ...${form.field("texts")}
            />
            ${
              mayEdit &&
              !form.isChanged &&
              !text.is_default &&
              html`
                <button
                  type="button"
                  class="button button-quiet"
                  onClick=${() => void actAndSay("PUT", `/settings/texts/${text.key}`, { texts: null, version: text.version }, say("texts.reset.done"))}
                >
                  <${Icon} name="undo" />
                  ${say("texts.reset")}
                </button>
              `
            }
          <//>
        <//>
        ${
          hasCaption &&
          html`
            <${Block} title=${say("texts.picture")} about=${say("texts.picture.about")}>
              <${PictureField}
                label=${say("texts.picture.shown")}
                hint=${say("texts.picture.hint")}
                shown=${pictureAddress(picture)}
                isOwn=${picture.is_own}
                refused=${picture.refused}
                readonly=${!mayEdit}
                send=${(/** @type {File} */ file) => sendPicture(file, picture)}
                onReset=${() => actAndSay("DELETE", "/settings/picture", { version: picture.version }, say("texts.picture.reset"))}
              />
            <//>
          `
        }
      </div>
      <${PhonePreview}
        bubbles=${[{ text: previews.value[`${text.key} ${shown}`] ?? shownIn(text, shown), ...(hasCaption ? { picture: pictureAddress(picture) } : {}) }]}
      />
    </div>
  `;
}

/** What a customer of that language gets now. @param {CompanyText} text @param {string} code */
function shownIn(text, code) {
  return text.texts[code] || text.texts.en || text.defaults[code] || Object.values(text.texts)[0] || "";
}
