// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The part of the form that chooses mapping types and says where the fields of
// each get their values: from the column of the same name, from another
// column, or from a constant.

import * as api from "./api.js";
import {element} from "./view.js";

const byName = "";
const constant = "constant";

let serial = 0;  // makes ids of controls

// One field of a mapping: a select, and what a constant is typed or chosen in.
class FieldChoice {
  constructor(mapping, field) {
    this.mapping = mapping;
    this.field = field;
    const id = `field-${++serial}`;
    const name = field.isRequired ? `${field.name} (required)` : field.name;
    this.select = element("select", {id});
    this.constant = element("input", {type: "text", hidden: "",
      "aria-label": `Constant for ${field.name}`});
    this.select.addEventListener("change", () => this.choose());
    this.row = element("tr", {},
      element("td", {}, element("label", {for: id, title: field.description},
        name)),
      element("td", {}, this.select),
      element("td", {}, this.constant));
  }

  setColumns(columns) {
    const {value} = this.select;
    const {field} = this;
    const options = [element("option", {value: byName},
      field.canBeMappedByName ? "column of that name, if any" : "nothing")];
    if (field.canBeMappedToColumn) {
      options.push(...columns.map((column) => element("option",
        {value: `column:${column}`}, `column ${column}`)));
    }
    options.push(element("option", {value: constant}, "a constant"));
    this.select.replaceChildren(...options);
    this.select.value = value;
    if (this.select.selectedIndex < 0) this.select.value = byName;
    this.constant.hidden = this.select.value !== constant;
  }

  async choose() {
    this.constant.hidden = this.select.value !== constant;
    if (this.constant.hidden || !this.field.hasPredefinedValues ||
        this.constant.tagName === "SELECT") {
      return;
    }
    const values = await api.fieldValues(this.mapping, this.field.name);
    if (values.length === 0) return;
    const select = element("select", {"aria-label":
      `Constant for ${this.field.name}`}, values.map((value) =>
      element("option", {value: value.id}, `${value.name} (${value.id})`)));
    select.hidden = this.constant.hidden;
    this.constant.replaceWith(select);
    this.constant = select;
  }

  // Null for a field that is bound by name, or not at all.
  chosen() {
    const {value} = this.select;
    const fieldName = this.field.name;
    if (value === byName) return null;
    if (value === constant) {
      return {fieldName, staticValue: this.constant.value};
    }
    return {fieldName, columnName: value.slice("column:".length)};
  }
}

// One mapping type of the resource, used once or several times.
class MappingChoice {
  constructor(type, columns) {
    this.type = type;
    this.columns = columns;
    this.uses = [];
    const id = `mapping-${++serial}`;
    this.box = element("input", {type: "checkbox", id});
    this.list = element("div", {});
    this.more = element("button", {type: "button", hidden: "",
      "aria-label": `Use ${type.displayName} once more`}, "Once more");
    this.box.addEventListener("change", () => this.toggle());
    this.more.addEventListener("click", () => this.addUse());
    this.node = element("div", {class: "mapping"}, this.box, " ",
      element("label", {for: id}, type.displayName), this.list, this.more);
  }

  toggle() {
    this.uses = [];
    this.list.replaceChildren();
    if (this.box.checked) this.addUse();
    this.more.hidden = !this.box.checked ||
      this.type.allowMultipleMode === "Single";
  }

  addUse() {
    const fields = this.type.fields.map((field) =>
      new FieldChoice(this.type.name, field));
    fields.forEach((field) => field.setColumns(this.columns));
    this.uses.push(fields);
    const suffix = this.uses.length > 1 ? ` (${this.uses.length})` : "";
    // Open where something must be chosen that no column's name can.
    const isOpen = fields.some(({field}) => field.isRequired &&
      !field.canBeMappedByName) || this.type.allowMultipleMode !== "Single";
    this.list.append(element("details", {class: "fields",
      open: isOpen ? "" : null},
    element("summary", {}, `Fields of ${this.type.displayName}${suffix}`),
    element("table", {}, fields.map((field) => field.row))));
  }

  setColumns(columns) {
    this.columns = columns;
    this.uses.flat().forEach((field) => field.setColumns(columns));
  }

  chosen() {
    return this.uses.map((fields) => {
      const bound = fields.map((field) => field.chosen())
        .filter((choice) => choice !== null);
      const mapping = {name: this.type.name};
      if (bound.length > 0) mapping.fieldValueMappings = bound;
      return mapping;
    });
  }
}

// Fills the list of resource types and, below `node`, the mapping types of
// the one chosen. Returns {setColumns(names), chosen()}: the latter gives what
// a job's `mappingTypes` are.
export async function prepareMappings(resource, node) {
  const [names, types] = await Promise.all(
    [api.resources(), api.mappingTypes()]);
  let columns = [];
  let choices = [];
  const showChoices = () => {
    choices = types.filter((type) =>
      type.resourceTypes.includes(resource.value))
      .map((type) => new MappingChoice(type, columns));
    node.replaceChildren(...choices.map((choice) => choice.node));
    // The first is the one that finds or creates the record.
    if (choices.length > 0) {
      choices[0].box.checked = true;
      choices[0].toggle();
    }
  };
  resource.replaceChildren(...names.map((name) =>
    element("option", {value: name}, name)));
  resource.addEventListener("change", showChoices);
  showChoices();
  return {
    setColumns(list) {
      columns = list;
      choices.forEach((choice) => choice.setColumns(list));
    },
    chosen: () => choices.flatMap((choice) => choice.chosen()),
  };
}
