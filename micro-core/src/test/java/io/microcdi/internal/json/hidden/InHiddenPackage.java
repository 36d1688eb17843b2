package io.microcdi.internal.json.hidden;

/** A class whose package has an annotation. */
public class InHiddenPackage {
    public boolean on;
}
