package io.microcdi.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.Registration;
import io.microcdi.RouteHandler;

/** Which route serves a url, and how routes come and go. */
class RouteTableTest {

    private static final RouteHandler HANDLER = context -> null;

    private final RouteTable table = new RouteTable();

    @ParameterizedTest
    @CsvSource({ "/, /", "/charge, /charge", "/charge/, /charge", "/Charge, /{any}", "charge, ",
            "/orders/7, /orders/{id}",
            "/orders/new, /orders/new", "/orders/, /orders", "/orders, /orders", "/orders/7/lines, /orders/{id}/lines",
            "/orders/new/lines, /orders/{id}/lines", "/orders/7/lines/2, /{a}/{b}/{c}/{d}", "/orders/7/, /orders/{id}",
            "//7, ", "/x, /{any}", "x, ", "'', ", "/charge?x=1, /{any}", "/a/b/c, /a/{x}/c", "/a/x/d, /{x}/x/d",
            "/a/q/c, /a/{x}/c", "/a/x/e, " })
    void aLiteralSegmentWinsOverAParameter(String url, String expected) {
        for (String pattern : new String[] { "/", "/charge", "/orders/{id}", "/orders/new", "/orders/",
                "/orders/{id}/lines", "/{a}/{b}/{c}/{d}", "/{any}", "/a/{x}/c", "/{x}/x/d" }) {
            add(pattern);
        }
        assertThat(patternFor(url)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({ "7, 7", "a%20b, a b", "a+b, a+b", "a%2Fb, a/b", "%C3%A9, \u00e9", "\u00e9, \u00e9", "100%, 100%",
            "%zz, %zz", "%zz%20, '%zz '", "%25, %", "%7Bid%7D, {id}", "., ." })
    void parametersArePercentDecoded(String segment, String value) {
        add("/orders/{id}/{line}");
        RouteMatch match = table.find("/orders/" + segment + "/2");
        assertThat(match.parameters()).containsExactly(Map.entry("id", value), Map.entry("line", "2"));
        assertThat(match.url()).isEqualTo("/orders/" + segment + "/2");
    }

    @ParameterizedTest
    @CsvSource({ "/files/a, /files/{path...}, a", "/files/a/b.txt, /files/{path...}, a/b.txt",
            "/files/a%20b/c, /files/{path...}, a b/c", "/files/x/raw, /files/{name}/raw, ",
            "/files/x/y/raw, /files/{path...}, x/y/raw", "/files/shared/a/b, /files/shared/{path...}, a/b",
            "/files, /{path...}, files", "/other/a, /{path...}, other/a" })
    void aRemainderIsTriedLast(String url, String pattern, String path) {
        for (String one : new String[] { "/{path...}", "/files/{path...}", "/files/shared/{path...}",
                "/files/{name}/raw" }) {
            add(one);
        }
        assertThat(patternFor(url)).isEqualTo(pattern);
        assertThat(table.find(url).parameter("path")).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({ "/gr\u00fc\u00dfe, /gr\u00fc\u00dfe", "/gr%C3%BC%C3%9Fe, /gr\u00fc\u00dfe", "/a%20b/7, /a b/{id}",
            "/a%20b/x%2Fy, /a b/{id}", "/a%20b/7/, /a b/{id}", "/a%2Fb, " })
    void literalsMayBePercentEncoded(String url, String pattern) {
        add("/gr\u00fc\u00dfe");
        add("/a b/{id}");
        add("/a/b");
        assertThat(patternFor(url)).isEqualTo(pattern);
    }

    /** A route may be closed to the users who may use the one beside it, so that no way of writing a url may miss it. */
    @ParameterizedTest
    @CsvSource({ "/files/private, /files/private", "/files/%70rivate, /files/private",
            "/files/priv%61te, /files/private", "/%66iles/%70%72%69%76%61%74%65, /files/private",
            "/files/private/, /files/private", "/files/%70rivate/, /files/private",
            "/orders/%73ecret, /orders/secret", "/orders/secret/, /orders/secret",
            "/files/%70rivate/keys, /files/private/{rest...}", "/files/%70rivate/%zz, /files/private/{rest...}",
            "/%zz/%70rivate, /{tenant}/private", "/50%/private/, /{tenant}/private",
            "/%C3%A9/%2e%2e, /\u00e9/..", "/%c3%a9/..,  /\u00e9/..", "/files/%7Eann, /files/~ann",
            "/orders/a%2Bb, /orders/a+b", "/orders/a+b, /orders/a+b" })
    void aLiteralWinsHoweverTheUrlIsWritten(String url, String expected) {
        for (String pattern : new String[] { "/files/{path...}", "/files/private", "/files/private/{rest...}",
                "/files/~ann", "/orders/{id}", "/orders/secret", "/orders/a+b", "/{tenant}/{document}",
                "/{tenant}/private", "/\u00e9/.." }) {
            add(pattern);
        }
        assertThat(patternFor(url)).isEqualTo(expected);
    }

    /** An encoded character is part of a segment, and is decoded once. All others are compared unchanged. */
    @ParameterizedTest
    @CsvSource({ "/files/x%2Fprivate, /files/{path...}, x/private", "/files/x%2fprivate, /files/{path...}, x/private",
            "/files%2Fprivate, /{any}, files/private", "/files/private%2F, /files/{path...}, private/",
            "/files/%2570rivate, /files/{path...}, %70rivate", "/files/%252Fprivate, /files/{path...}, %2Fprivate",
            "/files//private, /files/{path...}, /private", "/files/private//, /files/{path...}, private//",
            "/files/x/../private, /files/{path...}, x/../private",
            "/files/x/%2E%2E/private, /files/{path...}, x/../private", "/files/./private, /files/{path...}, ./private",
            "/files/private;a=1, /files/{path...}, private;a=1", "/files/private?a=1, /files/{path...}, private?a=1",
            "/files/private%3Fa=1, /files/{path...}, private?a=1", "/files/Private, /files/{path...}, Private",
            "/files/%50rivate, /files/{path...}, Private", "/files/%zzprivate, /files/{path...}, %zzprivate",
            "/files/private%, /files/{path...}, private%", "/files/%70rivat\u00e9, /files/{path...}, privat\u00e9",
            "/files/e%CC%81, /files/{path...}, e\u0301", "/files/%C3, /files/{path...}, \ufffd",
            "/files/%\uff17\uff10rivate, /files/{path...}, %\uff17\uff10rivate",
            "/files/private%00x, /files/{path...}, private\u0000x", "/files/private%20, /files/{path...}, 'private '",
            "/a%2Fb, /a%2fb, ", "/a%252Fb, /{any}, a%2Fb", "/a/b, , " })
    void onlyTheWholeSegmentIsCompared(String url, String pattern, String value) {
        for (String one : new String[] { "/files/{path...}", "/files/private", "/files/\u00e9", "/{any}", "/a%2fb" }) {
            add(one);
        }
        assertThat(patternFor(url)).isEqualTo(pattern);
        if (value != null) {
            assertThat(table.find(url).parameters().values()).containsExactly(value);
        }
    }

    /** The url of the route may be copied from where it had to be encoded. */
    @ParameterizedTest
    @CsvSource({ "/a%20b, /a b", "/a%20b, /a%20b", "/gr%C3%BC%C3%9Fe/{id}, /gr\u00fc\u00dfe/7", "/100%, /100%",
            "/100%, /100%25", "/100%25, /100%", "/a%2Fb, /a%2fb", "/%7Eann, /~ann", "/a%2520b, /a%2520b",
            "/a%3Fb, /a?b" })
    void aPathMayBePercentEncodedToo(String pattern, String url) {
        add("/{any}");
        add("/{any}/{other}");
        add(pattern);
        assertThat(patternFor(url)).isEqualTo(pattern);
    }

    @Test
    void aParameterIsFoundByItsName() {
        add("/{shop}/orders/{id}");
        RouteMatch match = table.find("/s%201/orders/7");
        assertThat(match.parameter("shop")).isEqualTo("s 1");
        assertThat(match.parameter("id")).isEqualTo("7");
        assertThat(match.parameter("orders")).isNull();
    }

    /** All of the same length, so that each url could be served by many of them. */
    @Test
    void amongAllShapesTheEarlierLiteralWins() {
        List<String> patterns = new ArrayList<>();
        for (int shape = 0; shape < 1 << 6; shape++) {
            String pattern = "";
            for (int segment = 5; segment >= 0; segment--) {
                pattern += (shape >> segment & 1) == 0 ? "/" + segment : "/{p" + segment + "}";
            }
            patterns.add(pattern);
        }
        patterns.forEach(this::add);
        for (int i = 0; i < patterns.size(); i++) {
            assertThat(patternFor(patterns.get(i).replaceAll("\\{.*?\\}", "x"))).isEqualTo(patterns.get(i));
        }
        assertThat(patternFor("/5/4/3/2/1/0/x")).isNull();
    }

    @Test
    void eachOfManyRoutesIsFound() {
        IntStream.range(0, 3_000).forEach(i -> add("/plain" + i));
        IntStream.range(0, 3_000).forEach(i -> add("/orders" + i + "/{id}/lines"));
        for (int i = 0; i < 3_000; i++) {
            assertThat(patternFor("/plain" + i)).isEqualTo("/plain" + i);
            assertThat(patternFor("/orders" + i + "/7/lines")).isEqualTo("/orders" + i + "/{id}/lines");
        }
        assertThat(patternFor("/plain3000")).isNull();
        assertThat(patternFor("/orders3000/7/lines")).isNull();
    }

    /** {@code Aa} and {@code BB} have the same hash. */
    @Test
    void urlsOfTheSameHashAreToldApart() {
        for (String pattern : new String[] { "/Aa", "/BB", "/Aa/{x}", "/BB/{x}", "/{x}/Aa", "/{x}/BB" }) {
            add(pattern);
        }
        assertThat(patternFor("/Aa")).isEqualTo("/Aa");
        assertThat(patternFor("/BB")).isEqualTo("/BB");
        assertThat(patternFor("/BB/1")).isEqualTo("/BB/{x}");
        assertThat(patternFor("/1/BB")).isEqualTo("/{x}/BB");
        assertThat(patternFor("/AaAa")).isNull();
    }

    /** The hashes of these two paths are equal, and either may come first in a table. */
    @Test
    void pathsOfTheSameHashKeepTheirPrecedence() {
        for (int i = 0; i < 50; i++) {
            RouteTable fresh = new RouteTable();
            for (String path : List.of("/{rest...}", "/=/{rest...}")) {
                fresh.add(RouteSpec.of(path), HANDLER);
            }
            assertThat(fresh.find("/=/x").route().spec().pattern().text()).isEqualTo("/=/{rest...}");
            assertThat(fresh.find("/x/=").route().spec().pattern().text()).isEqualTo("/{rest...}");
        }
    }

    @Test
    void parametersCannotBeChanged() {
        add("/{id}");
        Map<String, String> parameters = table.find("/7").parameters();
        assertThatThrownBy(() -> parameters.put("id", "8")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource({ "/charge, /charge, route \"/charge\" is taken",
            "/{id}, /{number}, route \"/{number}\" is taken by \"/{id}\"",
            "/a b, /a%20b, route \"/a%20b\" is taken by \"/a b\"",
            "/%61/{x}, /a/{y}, route \"/a/{y}\" is taken by \"/%61/{x}\"",
            "/a/{x}/{y}, /a/{y}/{x}, route \"/a/{y}/{x}\" is taken by \"/a/{x}/{y}\"" })
    void oneUrlHasOneRoute(String first, String second, String message) {
        add(first);
        assertThatThrownBy(() -> add(second)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
        assertThat(patternFor(first.replace("{", "").replace("}", ""))).isEqualTo(first);
    }

    /** The urls of the first would find the second, and the table would hold both. */
    @ParameterizedTest
    @ValueSource(strings = { "/a//", "/{id}//", "/%61//", "/-//" })
    void noTwoPathsHaveOneForm(String pattern) {
        assertThatThrownBy(() -> add(pattern)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment \"\"");
    }

    @ParameterizedTest
    @CsvSource({ "/a, /A", "/{x}, /a", "/a/{x}, /{x}/a", "/{x}, /{x}/{y}" })
    void routesThatOverlapLiveTogether(String first, String second) {
        add(first);
        add(second);
        assertThat(patternFor(first.replace("{x}", "v"))).isEqualTo(first);
        assertThat(patternFor(second.replace("{x}", "v").replace("{y}", "w"))).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/a", "/a/{id}" })
    void aRegistrationIsUndone(String pattern) {
        Registration registration = add(pattern);
        registration.close();
        registration.close();
        assertThat(patternFor("/a")).isNull();
        assertThat(patternFor("/a/7")).isNull();
        add(pattern);
        assertThat(patternFor(pattern.replace("{id}", "7"))).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/a", "/a/{id}" })
    void undoingTakesOutExactlyItsOwn(String pattern) {
        Registration former = add(pattern);
        former.close();
        add(pattern);
        former.close();
        assertThat(patternFor(pattern.replace("{id}", "7"))).as("the same path and handler, registered anew")
                .isEqualTo(pattern);
    }

    @Test
    void undoingOneUncoversTheOther() {
        add("/{any}");
        Registration literal = add("/a");
        literal.close();
        assertThat(patternFor("/a")).isEqualTo("/{any}");
    }

    @Test
    void idempotentRoutesAreListedAsTheyWereWritten() {
        table.add(new RouteSpec(PathPattern.parse("/a/{id}"), true, false), HANDLER);
        table.add(new RouteSpec(PathPattern.parse("/b"), false, true), HANDLER);
        Registration third = table.add(new RouteSpec(PathPattern.parse("/c"), true, true), HANDLER);
        assertThat(table.idempotent().paths()).containsExactly("/a/{id}", "/c");
        third.close();
        assertThat(table.idempotent()).isEqualTo(new IdempotentRoutes(List.of("/a/{id}"), List.of()));
    }

    /** A caller finds the route of a url as this node does: the routes that may win are announced too. */
    @ParameterizedTest
    @CsvSource({ "/orders/{id}, /orders/new, /orders/7, /orders/new", "/orders/{id}, /orders/new, , /orders/%6Eew/",
            "/orders/{id}, /orders/n%65w, , /orders/new", "/files/{path...}, /files/{a}/raw, /files/x/y, /files/x/raw",
            "/files/{path...}, /files/tmp/{path...}, /files/a/b, /files/tmp/a/b", "/a/{x}, /{x}/b, /a/b, /c/b",
            "/{x}/b, /a/{x}, /c/b, /a/b", "/orders/new, /orders/{id}, /orders/new, /orders/7" })
    void aRouteThatIsNotIdempotentIsNoneForCallersEither(String idempotent, String other, String repeated,
            String once) {
        table.add(new RouteSpec(PathPattern.parse(idempotent), true, false), HANDLER);
        table.add(new RouteSpec(PathPattern.parse(other), false, false), HANDLER);
        Predicate<String> reader = table.idempotent().reader();
        assertThat(reader.test(once)).isFalse();
        assertThat(repeated == null || reader.test(repeated)).isTrue();
    }

    /** Callers must know before the first call that they may not repeat it. */
    @Test
    void aRouteThatIsNotIdempotentIsAnnouncedBeforeItServes() {
        List<String> announced = new ArrayList<>();
        RouteTable[] told = new RouteTable[1];
        told[0] = new RouteTable(() -> announced.add(told[0].idempotent().reader().test("/orders/new") + " "
                + told[0].find("/orders/new").route().spec().idempotent()));
        told[0].add(new RouteSpec(PathPattern.parse("/orders/{id}"), true, false), HANDLER);
        assertThat(announced).isEmpty();
        Registration literal = told[0].add(RouteSpec.of("/orders/new"), HANDLER);
        assertThat(announced).containsExactly("false true");
        assertThat(told[0].find("/orders/new").route().spec().idempotent()).isFalse();
        literal.close();
        assertThat(announced).as("a call that is not repeated does no harm").hasSize(1);
    }

    @Test
    void anIdempotentRouteThatHidesAnotherIsAnnouncedBeforeItEnds() {
        List<String> announced = new ArrayList<>();
        RouteTable[] told = new RouteTable[1];
        told[0] = new RouteTable(() -> announced.add(told[0].idempotent().paths() + " "
                + told[0].find("/orders/new").route().spec().pattern().text()));
        Registration literal = told[0].add(new RouteSpec(PathPattern.parse("/orders/new"), true, false), HANDLER);
        told[0].add(RouteSpec.of("/orders/{id}"), HANDLER);
        announced.clear();
        literal.close();
        assertThat(announced).containsExactly("[] /orders/new");
        assertThat(told[0].find("/orders/new").route().spec().pattern().text()).isEqualTo("/orders/{id}");
        told[0].add(new RouteSpec(PathPattern.parse("/charges/7"), true, false), HANDLER).close();
        assertThat(announced).as("no other route serves the urls of this one").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/orders", "/orders/a/b", "/charges/{id}", "/charges/new", "/-/{own}" })
    void onlyRoutesThatMayWinAreExceptions(String other) {
        table.add(new RouteSpec(PathPattern.parse("/orders/{id}"), true, false), HANDLER);
        table.add(new RouteSpec(PathPattern.parse(other), false, false), HANDLER);
        assertThat(table.idempotent().exceptions()).isEmpty();
    }

    @Test
    void routesAreListedInOrderAndInParts() {
        List.of("/b", "/a/{id}", "/c/{rest...}", "/a").forEach(this::add);
        assertThat(paths("", 3)).containsExactly("/a", "/a/{id}", "/b");
        assertThat(paths(PathPattern.parse("/b").shape(), 3)).containsExactly("/c/{rest...}");
        assertThat(paths(PathPattern.parse("/a/{other}").shape(), 1)).containsExactly("/b");
        assertThat(paths("/d", 3)).isEmpty();
    }

    private List<String> paths(String after, int most) {
        return table.list(after, most).stream().map(route -> route.pattern().text()).toList();
    }

    @Test
    void aTableIsReadWhileRoutesComeAndGo() throws Exception {
        add("/always/{id}");
        add("/always");
        Thread changing = new Thread(() -> IntStream.range(0, 2_000).forEach(i -> add("/r" + i + "/{x}").close()));
        changing.start();
        while (changing.isAlive()) {
            assertThat(patternFor("/always/1")).isEqualTo("/always/{id}");
            assertThat(patternFor("/always")).isEqualTo("/always");
        }
        changing.join();
    }

    private Registration add(String pattern) {
        return table.add(RouteSpec.of(pattern), HANDLER);
    }

    private String patternFor(String url) {
        RouteMatch match = table.find(url);
        return match == null ? null : match.route().spec().pattern().text();
    }
}
