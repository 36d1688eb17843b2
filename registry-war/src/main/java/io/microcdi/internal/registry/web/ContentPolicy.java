package io.microcdi.internal.registry.web;

/**
 * The Content-Security-Policy of the console. The browser runs only the registry's script files, has no inline script or
 * style, evaluates no text, and loads nothing from another host. No script can set markup from text, because there is no
 * policy for trusted types.
 */
final class ContentPolicy {

    static final String CONSOLE = "default-src 'none'; connect-src 'self'; img-src data:; script-src 'self';"
            + " style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private ContentPolicy() {
    }
}
