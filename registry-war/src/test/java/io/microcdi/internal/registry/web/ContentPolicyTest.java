package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentPolicyTest {

    @Test
    void allowsNoInlineScriptNoOtherHostAndNoMarkupFromText() {
        assertThat(ContentPolicy.CONSOLE).startsWith("default-src 'none';").contains("script-src 'self';",
                "style-src 'self';", "trusted-types 'none'").doesNotContain("unsafe", "http", "*");
    }
}
