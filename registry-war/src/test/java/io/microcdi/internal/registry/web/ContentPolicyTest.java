package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentPolicyTest {

    @Test
    void namesEachScriptAndStyleByItsHash() {
        String policy = ContentPolicy.of("<style>a{}</style><script>1</script>\n<script>\n2\n</script>");
        assertThat(policy).startsWith("default-src 'none';")
                .contains("script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
                        + " 'sha256-rAHRYt9DfYpZQ6hDngDBW3KU8orAXgZCHuC82Hj2EHk=';")
                .containsPattern("style-src 'sha256-[^ ]+='; ").doesNotContain("unsafe");
    }
}
