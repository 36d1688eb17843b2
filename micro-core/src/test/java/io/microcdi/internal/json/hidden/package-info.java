/** A package in which JSON-B sees no member. */
@jakarta.json.bind.annotation.JsonbVisibility(HideAll.class)
package io.microcdi.internal.json.hidden;
