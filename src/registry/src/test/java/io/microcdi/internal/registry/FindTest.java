package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.RawPeer;
import io.microcdi.testing.TestRegistry;
import io.microcdi.testing.World;

/** {@code /-/find}: one at random of those not excluded, or nothing. */
class FindTest {

    private final World world = new World();
    private RawPeer plain;
    private RawPeer knowing;
    private int id;

    @BeforeEach
    void ask() {
        TestRegistry.in(world);
        plain = peer("10.9.0.1/1/asker");
        knowing = peer("10.9.0.2/1/asker?v=1&id=q&features=path");
    }

    @Test
    void anInstanceIsAnsweredAsTheNodePackageExpects() {
        peer("10.0.0.5/9000/payments");
        assertThat(find(plain, "{\"namespace\":\"payments\"}"))
                .isEqualTo(answer("{\"host\":\"10.0.0.5\",\"port\":9000}"));
    }

    @Test
    void nothingIsAnsweredWhereThereIsNone() {
        assertThat(find(plain, "{\"namespace\":\"ghost\"}"))
                .isEqualTo("{\"id\":" + (id - 1) + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200}}");
    }

    @Test
    void allAreFoundInTheEndAndTheExcludedNever() {
        for (int i = 1; i <= 5; i++) {
            peer("10.0.0." + i + "/9000/payments");
        }
        Set<String> found = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            found.add(find(plain, "{\"namespace\":\"payments\",\"exclude\":[\"10.0.0.2:9000\",\"10.0.0.4:9000\"]}")
                    .replaceAll(".*host\":\"|\",\"port.*", ""));
        }
        assertThat(found).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.3", "10.0.0.5");
    }

    @Test
    void whereAllAreExcludedThereIsNone() {
        peer("10.0.0.5/9000/payments");
        assertThat(find(plain, "{\"namespace\":\"payments\",\"exclude\":[\"10.0.0.5:9000\"]}")).doesNotContain("host");
    }

    @Test
    void aHostIsTheSameInCapitals() {
        peer("Shop.Example/9000/payments");
        assertThat(find(plain, "{\"namespace\":\"payments\"}")).contains("\"shop.example\"");
        for (String excluded : new String[] { "shop.example:9000", "SHOP.EXAMPLE:9000" }) {
            assertThat(find(plain, "{\"namespace\":\"payments\",\"exclude\":[\"" + excluded + "\"]}"))
                    .doesNotContain("host");
        }
    }

    @Test
    void instancesWithAPathAreGivenOnlyToPeersThatKnowPaths() {
        peer("10.0.0.5/9000/payments?v=1&id=a&features=path&path=/pay");
        assertThat(find(plain, "{\"namespace\":\"payments\"}")).doesNotContain("host");
        assertThat(find(knowing, "{\"namespace\":\"payments\"}")).contains("\"host\":\"10.0.0.5\"", "\"path\":\"/pay\"",
                "\"v\":1");
        peer("10.0.0.6/9000/payments");
        assertThat(find(plain, "{\"namespace\":\"payments\"}")).contains("10.0.0.6");
    }

    @Test
    void anInstanceBehindTlsIsNotGivenToAPeerThatWouldDialItInTheClear() {
        peer("10.0.0.5/9000/payments?v=1&id=a&features=path&scheme=wss");
        assertThat(find(plain, "{\"namespace\":\"payments\"}")).doesNotContain("host");
        assertThat(find(knowing, "{\"namespace\":\"payments\"}")).contains("\"scheme\":\"wss\"");
    }

    @Test
    void hostAndPortExcludeEveryInstanceThereAndAKeyWithPathOnlyOne() {
        peer("10.0.0.5/9000/payments?v=1&id=a&features=path&path=/blue");
        peer("10.0.0.5/9000/payments?v=1&id=b&features=path&path=/green");
        assertThat(find(knowing, "{\"namespace\":\"payments\",\"exclude\":[\"10.0.0.5:9000/blue\"]}"))
                .contains("/green");
        assertThat(find(knowing, "{\"namespace\":\"payments\",\"exclude\":[\"10.0.0.5:9000\"]}"))
                .doesNotContain("host");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "{}", "{\"namespace\":1}", "\"payments\"", "[]" })
    void aQuestionWithoutANamespaceIsAnswered400(String question) {
        for (String route : new String[] { "/-/find", "/-/watch", "/-/unwatch" }) {
            assertThat(plain.ask(id++, route, question)).contains("\"status\":400", route + " expects");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "-x", "a//b", "a/../b", "a\\u0000b", "a;b", "" })
    void anInvalidNamespaceIsAnswered400NotExecuted(String name) {
        for (String route : new String[] { "/-/find", "/-/watch", "/-/unwatch" }) {
            assertThat(knowing.ask(id++, route, "{\"namespace\":\"" + name + "\"}"))
                    .contains("\"status\":400", "\"executed\":false", "one to eight segments").hasSizeLessThan(500);
        }
    }

    @Test
    void aVeryLongNameIsNeitherKeptNorRepeated() {
        String name = "x".repeat(900_000);
        assertThat(knowing.ask(id++, "/-/watch", "{\"namespace\":\"" + name + "\"}"))
                .contains("\"status\":400", "\"executed\":false").hasSizeLessThan(500);
    }

    /** All deployments of a server are meant by its host and port, however often these are named. */
    @Test
    void aKeyThatIsRepeatedIsReadOnce() {
        assertThat(FindRequest.read("/-/find", "{\"namespace\":\"payments\",\"exclude\":["
                + "\"10.0.0.5:9000\",".repeat(900) + "\"LOCALHOST:1\",\"localhost:1\"]}").exclude())
                .containsExactly("10.0.0.5:9000", "localhost:1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"exclude\":null,\"namespace\":\"payments\",\"more\":{\"a\":[1]}}",
            "{\"namespace\":\"payments\",\"exclude\":[1,null,{}]}",
            "{\"namespace\":\"payments\",\"exclude\":\"10.0.0.5:9000\"}" })
    void unknownMembersOfARequestAreIgnored(String question) {
        peer("10.0.0.5/9000/payments");
        assertThat(find(plain, question)).contains("10.0.0.5");
    }

    @Test
    void moreExclusionsThanAnyoneNeedsAreAnswered400() {
        String many = "\"10.0.0.5:9000\",".repeat(1_001);
        assertThat(
                find(plain, "{\"namespace\":\"payments\",\"exclude\":[" + many.substring(0, many.length() - 1) + "]}"))
                .contains("\"status\":400", "1000");
    }

    private String find(RawPeer asker, String question) {
        return asker.ask(id++, "/-/find", question);
    }

    private String answer(String data) {
        return "{\"id\":" + (id - 1) + ",\"mode\":1,\"twoway\":false,\"data\":{\"status\":200,\"data\":" + data + "}}";
    }

    private RawPeer peer(String announcement) {
        return RawPeer.dial(world, "ws://" + World.REGISTRY + "/" + announcement);
    }
}
