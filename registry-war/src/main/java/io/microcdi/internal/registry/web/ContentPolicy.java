package io.microcdi.internal.registry.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of a page with an embedded script and style. The browser runs no other script and loads
 * nothing else.
 */
final class ContentPolicy {

    private ContentPolicy() {
    }

    static String of(String html) {
        return "default-src 'none'; connect-src 'self'; img-src data:; script-src " + hashes(html, "script")
                + "; style-src " + hashes(html, "style")
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /**
     * Returns the hashes of the elements' texts. They are computed from the page, so that a change of the page needs no
     * change of the policy.
     */
    private static String hashes(String html, String element) {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL).matcher(html);
        return matcher.results().map(found -> "'sha256-" + sha256(found.group(1)) + "'")
                .collect(Collectors.joining(" "));
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has SHA-256
        }
    }
}
