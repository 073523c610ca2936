// @ts-check
/** Plans with their tickets a month, and what follows when support is over. */

import { html } from "../../html.js";
import { followLink } from "../../navigation.js";
import { pageAddress } from "../../route.js";
import { say } from "../../say.js";
import { Icon } from "../../views/icons.js";
import { act, leaveFor } from "../acting.js";
import { Choice, NumberField, TextField } from "../parts/fields.js";
import { useForm } from "../parts/form.js";
import { History } from "../parts/history.js";
import { FormFrame } from "../parts/saving.js";
import { ConfirmSheet, openSheet } from "../parts/sheets.js";
import { Block, Empty, RemoveButton, ThingEnds, ThingHead } from "../parts/states.js";

/** @import { ChangeLine, PagePlace, Plan, Plans } from "../../types" */

const PAGE = "settings/plans";
const NEW = "new";
const OUT_OF_PLAN = "/?q=is:out_of_plan";

/** @param {PagePlace} place @returns {Record<string, string>} */
export function reads({ rest: [id] }) {
  /** @type {Record<string, string>} */
  const paths = { plans: "/settings/plans" };
  const of = id ? `thing=plan&keys=${encodeURIComponent(id)}` : "thing=setting&keys=admission";
  if (id !== NEW) paths.changes = `/settings/changes?${of}`;
  return paths;
}

/** @param {{ place: PagePlace, told: { plans: Plans, changes?: { items: ChangeLine[] } }, mayEdit: boolean }} props */
export function Page({ place, told, mayEdit }) {
  const [id] = place.rest;
  const plan = told.plans.items.find((each) => String(each.id) === id);
  const changes = told.changes?.items ?? [];
  if (id && id !== NEW && !plan) {
    return html`
      <p class="settings-note">${say("plans.unknown")}</p>
    `;
  }
  return html`
    ${
      id
        ? html`
            <${Editor} key=${id} plan=${plan} mayEdit=${mayEdit} />
          `
        : html`
            <${List} plans=${told.plans} mayEdit=${mayEdit} />
            <${Rules} rules=${told.plans.rules} mayEdit=${mayEdit} />
          `
    }
    ${
      id !== NEW &&
      html`
        <${History} changes=${changes} labels=${labels()} mayEdit=${mayEdit} />
      `
    }
  `;
}

/** @param {{ plans: Plans, mayEdit: boolean }} props */
function List({ plans, mayEdit }) {
  const add = mayEdit
    ? html`
        <a class="button" href=${pageAddress(PAGE, [NEW])} onClick=${followLink}>${say("plans.add")}</a>
      `
    : null;
  return html`
    <${Block} title=${say("plans.list")} about=${say("plans.list.about")} actions=${add}>
      ${
        plans.items.length === 0
          ? html`
              <${Empty} title=${say("plans.none")} about=${say("plans.none.about")} />
            `
          : html`
              <ul class="rows">
                ${plans.items.map(
                  (plan) => html`
                    <li key=${plan.id}>
                      <a class="row-link" href=${pageAddress(PAGE, [String(plan.id)])} onClick=${followLink}>
                        <span>
                          <strong>${plan.name}</strong>
                          <span class="quiet one-line">${given(plan)} · ${say("plans.accounts", { n: plan.accounts })}</span>
                        </span>
                        <${Icon} name="right" />
                      </a>
                    </li>
                  `,
                )}
              </ul>
            `
      }
      <p class="settings-note"><a class="link" href=${OUT_OF_PLAN} onClick=${followLink}>${say("plans.out_of_plan")}</a></p>
      ${plans.undefined.map(
        ({ name, accounts }) => html`
          <p class="settings-note" key=${name}>${say("plans.undefined", { name, n: accounts })}</p>
        `,
      )}
    <//>
  `;
}

/** @param {Plan} plan */
function given({ tickets }) {
  return tickets === null ? say("plans.unlimited") : say("plans.tickets", { n: tickets });
}

/** @param {{ plan: Plan | undefined, mayEdit: boolean }} props */
function Editor({ plan, mayEdit }) {
  const form = useForm({
    told: { name: plan?.name ?? "", tickets: plan?.tickets ?? null },
    version: plan?.version ?? 0,
    changedBy: plan?.changed_by ?? null,
    save: ({ name, tickets }, version) =>
      plan
        ? act("PUT", `/settings/plans/${plan.id}`, { name, tickets, version })
        : act("POST", "/settings/plans", { name, tickets }),
    after: plan ? undefined : () => leaveFor(pageAddress(PAGE)),
  });
  return html`
    <${ThingHead} title=${plan?.name ?? say("plans.add")} />
    <${FormFrame} form=${form} labels=${labels()}>
      <${Block}>
        <${TextField} label=${say("plans.name")} hint=${say("plans.name.hint")} readonly=${!mayEdit} ...${form.field("name")} />
        <${NumberField}
          label=${say("plans.month")}
          hint=${say("plans.month.hint")}
          least=${0}
          readonly=${!mayEdit}
          ...${form.field("tickets")}
        />
      <//>
    <//>
    ${
      plan &&
      mayEdit &&
      html`
        <${ThingEnds}><${RemoveButton} label=${say("plans.remove")} onClick=${() => openSheet(() => html`<${RemoveSheet} plan=${plan} />`)} /><//>
      `
    }
  `;
}

/** @param {{ plan: Plan }} props */
function RemoveSheet({ plan }) {
  return html`
    <${ConfirmSheet}
      title=${say("plans.remove.title", { name: plan.name })}
      action=${say("plans.remove")}
      tone="danger"
      onConfirm=${async () => {
        await act("DELETE", `/settings/plans/${plan.id}`, { anyway: true, version: plan.version });
        leaveFor(pageAddress(PAGE));
      }}
    >
      <p class="sheet-note">${say("plans.remove.about", { n: plan.accounts })}</p>
    <//>
  `;
}

/** @param {{ rules: Plans["rules"], mayEdit: boolean }} props */
function Rules({ rules, mayEdit }) {
  const { version, changed_by: changedBy, ...told } = rules;
  const form = useForm({
    told,
    version,
    changedBy,
    save: (values, over) => act("PUT", "/settings/admission", { ...values, version: over }),
  });
  return html`
    <${FormFrame} form=${form} labels=${labels()}>
      <${Block} title=${say("plans.rules")} about=${say("plans.rules.about")}>
        <${Choice}
          label=${say("plans.when_expired")}
          options=${[
            { value: "refuse", label: say("plans.refuse") },
            { value: "let_in_known", label: say("plans.let_in_known") },
            { value: "let_in", label: say("plans.let_in_all") },
          ]}
          name="when_expired"
          readonly=${!mayEdit}
          ...${form.field("when_expired")}
        />
        <${Choice}
          label=${say("plans.when_used_up")}
          options=${[
            { value: "refuse", label: say("plans.refuse") },
            { value: "let_in", label: say("plans.let_in") },
          ]}
          name="when_used_up"
          readonly=${!mayEdit}
          ...${form.field("when_used_up")}
        />
        <${Choice}
          label=${say("plans.new_people")}
          options=${[
            { value: "mark", label: say("plans.new_people.mark") },
            { value: "approve", label: say("plans.new_people.approve") },
          ]}
          name="new_people"
          readonly=${!mayEdit}
          ...${form.field("new_people")}
        />
      <//>
    <//>
  `;
}

function labels() {
  return {
    name: say("plans.name"),
    tickets: say("plans.month"),
    when_expired: say("plans.when_expired"),
    when_used_up: say("plans.when_used_up"),
    new_people: say("plans.new_people"),
  };
}
