package io.microcdi.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.microcdi.testing.Recording;

/** The path and query by which a node presents itself (wire, Connecting). */
class AnnouncementTest {

    private static final String OURS = "v=1&id=4711&features=batch,path";

    static List<String> recorded() {
        return Recording.connectUrls().stream().distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aUrlOfTheNodePackageIsRead(String connectUrl) {
        URI url = URI.create(connectUrl);
        Announcement read = Announcement.parse(url.getRawPath(), url.getRawQuery());
        assertThat(read.key().host()).isEqualTo("127.0.0.1");
        assertThat(read.info()).isEqualTo(PeerInfo.NONE);
        String bare = connectUrl.split("\\?")[0];
        String target = "ws://" + url.getAuthority();
        assertThat(read.connectUrl(URI.create(target)).toString().replaceFirst("/$", ""))
                .isEqualTo(bare.replaceFirst("/$", ""));
    }

    @ParameterizedTest
    @CsvSource({ "/10.0.0.5/8080/payments, 10.0.0.5:8080, payments", "/a/1/b, a:1, b", "/a/65535/x/y/z, a:65535, x/y/z",
            "/a/80/1/2/3/4/5/6/7/8, a:80, 1/2/3/4/5/6/7/8", "/a/80/b/, a:80, b", "a/80/b, a:80, b", "/a/80, a:80, ''",
            "/a/80/, a:80, ''", "/%5B::1%5D/80/b, [::1]:80, b", "/%5b%3A%3a1%5d/80/b, [::1]:80, b",
            "/[::1]/80/b, [::1]:80, b",
            "/::1/80/b, [::1]:80, b", "/%5Bfe80::1%25eth0%5D/80/b, [fe80::1%eth0]:80, b",
            "/fe80--1/80/b, fe80--1:80, b",
            "/a/80/registry, a:80, registry" })
    void hostPortAndNamespaceAreSegments(String path, String key, String namespace) {
        Announcement read = Announcement.parse(path, null);
        assertThat(read.key()).hasToString(key);
        assertThat(read.namespace()).isEqualTo(namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "/", "//", "/a", "/a/", "//a/80/b", "/a//b", "/a/80//", "/a/80/b//", "/a/80//b",
            "/a/80/1/2/3/4/5/6/7/8/9", "/a/80/1/2/3/4/5/6/7/8/9/" })
    void anyOtherCountOfSegmentsIsRefused(String path) {
        assertThatThrownBy(() -> Announcement.parse(path, null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connect path \"" + path + "\": expected /{announceHost}/{announcePort}/{namespace}");
    }

    @ParameterizedTest
    @CsvSource({ "/a/0/b, 0", "/a/65536/b, 65536", "/a/-1/b, -1", "/a/x/b, x", "/a/8 0/b, 8 0", "/a/080808/b, 080808",
            "/a/%38%30/b, %38%30", "/a%20b/80/c, a b", "/a%2Fb/80/c, a/b", "/%/80/c, %", "/%4/80/c, %4",
            "/a%00/80/c, a",
            "/a%0Ab/80/c, a", "/a;b/80/c, a;b", "/a%3Bb/80/c, a;b", "/a&b/80/c, a&b", "/a+b/80/c, a+b",
            "'/a,b/80/c', 'a,b'",
            "/a@b/80/c, a@b", "/[a]/80/c, [a]", "/a/80/-b, -b", "/a/80/b%2Fc, b%2Fc", "/a/80/b%, b%",
            "/a/80/b c, b c",
            "/a/80/b/-c, b/-c" })
    void hostPortAndNamespaceAreCheckedAndNamed(String path, String named) {
        assertThatThrownBy(() -> Announcement.parse(path, null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named).hasMessageContaining("expected");
    }

    /** A server that decodes the path puts it there for bytes that are no text. */
    @Test
    void escapesOfBytesThatAreNoTextAreRefusedToo() {
        assertThatThrownBy(() -> Announcement.parse("/a\ufffd/80/c", null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/%ff/80/c", "/a%C3/80/c", "/a/80/b%80" })
    void bytesThatAreNoTextAreRefused(String path) {
        String as = "v=1&id=4711&as=" + path.substring(1).replace('%', '~');
        for (String query : new String[] { null, as }) {
            assertThatThrownBy(() -> Announcement.parse(query == null ? path : "/v/1/w", query))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({ "/a/80/@acme/orders, @acme/orders", "/a/80/%40acme/orders, @acme/orders", "/a/80/a:b, a:b",
            "/a/80/a%3Ab, a:b", "/a/80/a+b, a+b", "/a/80/b%41, bA" })
    void namespacesOfNodeJsPackagesAreTaken(String path, String namespace) {
        Announcement read = Announcement.parse(path, null);
        assertThat(read.namespace()).isEqualTo(namespace);
        assertThat(Announcement.parse(read.connectUrl("ws", read.key()).getRawPath(), null)).isEqualTo(read);
    }

    /** The path announces a visitor. A registry that understands the query registers the node that the query names. */
    @ParameterizedTest
    @CsvSource({ "10.0.0.5:9000/pay, payments", "xn--zrich-kva.example:9000/pay, payments",
            "[fe80::1%br.a1]:9000/shop/v1, shop/a!$&'()+=@b:c~d" })
    void anAnnouncementInTheQueryOfAVisitorIsRead(String key, String namespace) {
        PeerInfo info = new PeerInfo("4711", Set.of("path"), InstanceKey.parse(key).path(), "ws");
        Announcement own = new Announcement(InstanceKey.parse(key), namespace, info);
        Announcement visitor = new Announcement(InstanceKey.of("4711.invalid", 1, ""), "4711", info);
        URI url = own.asQueryOf(visitor).withDial(3).connectUrl(URI.create("ws://10.0.0.1:8427"));
        assertThat(url.getRawPath()).isEqualTo("/4711.invalid/1/4711");
        assertThat(Announcement.parse(url.getRawPath(), url.getRawQuery())).isEqualTo(own.withDial(3));
        assertThat(Announcement.parse(url.getRawPath(), url.getQuery())).as("decoded").isEqualTo(own.withDial(3));
    }

    @Test
    void furtherFactsComeInTheQuery() {
        Announcement read = Announcement.parse("/a/80/b", OURS + "&path=/shop/v1&scheme=wss&place=eu&weight=3");
        assertThat(read.key()).hasToString("a:80/shop/v1");
        assertThat(read.info()).isEqualTo(new PeerInfo("4711", Set.of("batch", "path"), "/shop/v1", "wss"));
        assertThat(read.info().known()).isTrue();
        assertThat(read.info().has("batch")).isTrue();
        assertThat(read.info().has("watch")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "token=x", "&", "=", "v", "v=", "v=0", "v=-1", "v=x", "id=4711&path=/p", "v=1",
            "v=1&path=/p", "v=1&id=&path=/p", "v=1&id=a b&path=/p", "v=1&id=%41&path=/p", "v=0&id=1&path=/p", "v=&id=1",
            "v=-1&id=1", "v=x&id=1", "id=1&path=/p", "V=1&id=1&path=/p" })
    void withoutAVersionAndAnIdItIsAPeerThatHasNone(String query) {
        Announcement read = Announcement.parse("/a/80/b", query);
        assertThat(read.info()).isEqualTo(PeerInfo.NONE);
        assertThat(read.key()).hasToString("a:80");
    }

    /** A link keeps them until it ends. */
    @Test
    void ofMoreFeaturesThanThereAreTheFirstCount() {
        String many = IntStream.range(0, 1_000).mapToObj(i -> ",f" + i).collect(Collectors.joining());
        PeerInfo info = PeerInfo.of("4711", "batch," + "x".repeat(33) + many, "", "ws");
        assertThat(info.features()).hasSize(32).contains("batch", "f0", "f30");
    }

    @Test
    void theNumberOfAnAttemptIsWrittenAndRead() {
        PeerInfo info = PeerInfo.parse(OURS);
        assertThat(info.dial()).isZero();
        assertThat(PeerInfo.parse(info.withDial(7).format()).dial()).isEqualTo(7);
        assertThat(PeerInfo.parse(OURS + "&dial=-7").dial()).isZero();
        assertThat(PeerInfo.parse(OURS + "&dial=99999999999999999999").dial()).isZero();
    }

    @Test
    void theLargestMessageThatItTakesIsWrittenAndRead() {
        PeerInfo info = PeerInfo.parse(OURS);
        assertThat(info.maxMessage()).isZero();
        assertThat(PeerInfo.parse(info.withMaxMessage(1 << 16).withDial(7).format()))
                .isEqualTo(info.withDial(7).withMaxMessage(1 << 16));
        assertThat(PeerInfo.parse(OURS + "&maxMessage=999999999999").maxMessage()).isEqualTo(Integer.MAX_VALUE);
        assertThat(PeerInfo.parse(OURS + "&maxMessage=0").maxMessage()).isZero();
    }

    @Test
    void versionAndZoneAreWrittenAndRead() {
        PeerInfo info = PeerInfo.parse(OURS).withDial(3).withLabels("1.4.2-rc_1~a", "eu-west-1a");
        assertThat(info.format()).endsWith("&dial=3&version=1.4.2-rc_1~a&zone=eu-west-1a");
        assertThat(PeerInfo.parse(info.format())).isEqualTo(info);
    }

    /** People see them in the console. A peer that sends any other text has announced none. */
    @ParameterizedTest
    @ValueSource(strings = { "", "a/b", "a,b", "a:b", "%3Cb%3E", "<b>", "a b", "\u00e9", "\u202e", "a+b",
            "12345678901234567890123456789012345678901234567890123456789012345" })
    void aVersionOrZoneThatIsNoneIsIgnored(String text) {
        assertThat(PeerInfo.parse(OURS + "&version=" + text + "&zone=" + text)).isEqualTo(PeerInfo.parse(OURS));
    }

    @ParameterizedTest
    @ValueSource(strings = { "&weight=3&x", "&x=%00%ff", "&features=none", "&id=other", "&v=0", "&=&&",
            "&scheme=http" })
    void unknownOrRepeatedOrUnreadableFactsAreIgnored(String more) {
        assertThat(PeerInfo.parse(OURS + more)).isEqualTo(PeerInfo.parse(OURS));
    }

    @Test
    void aHigherVersionIsUnderstoodAsOurs() {
        assertThat(PeerInfo.parse("v=12&id=1").known()).isTrue();
    }

    @Test
    void noFeatureIsNotAFeature() {
        assertThat(PeerInfo.parse("v=1&id=1").features()).isEmpty();
        assertThat(PeerInfo.parse("v=1&id=1&features=").features()).isEmpty();
        assertThat(PeerInfo.parse("v=1&id=1&features=,a,,a,").features()).containsExactly("a");
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Announcement.parse("/a/80/b", OURS + "&path=/p//q"))
                .hasMessageStartingWith("context path \"/p//q\"");
    }

    @ParameterizedTest
    @CsvSource({ "fe80--1, [fe80::1]", "--1, [::1]", "--, [::]", "1-2-3-4-5-6-7-8, [1:2:3:4:5:6:7:8]",
            "my-host, my-host",
            "dead-beef, dead-beef", "a--b--c, a--b--c", "abc, abc", "%5B::1%5D, [::1]" })
    void dashesAreReadAsColonsFromOurOwnKindOnly(String written, String host) {
        assertThat(Announcement.parse("/" + written + "/80/b", OURS).key().host()).isEqualTo(host);
        if (!written.startsWith("%")) {
            assertThat(Announcement.parse("/" + written + "/80/b", null).key().host()).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @CsvSource({ "a, '', ws://t:1/a/80/n", "[::1], '', ws://t:1/%5B::1%5D/80/n",
            "[fe80::1%eth0], '', ws://t:1/%5Bfe80::1%25eth0%5D/80/n",
            "a, /p, 'ws://t:1/a/80/n?v=1&id=7&features=x,y&path=/p'" })
    void isWrittenAsItIsRead(String host, String path, String url) {
        PeerInfo info = path.isEmpty() ? PeerInfo.NONE : PeerInfo.of("7", "y,x", path, "ws");
        Announcement own = new Announcement(InstanceKey.of(host, 80, path), "n", info);
        URI written = own.connectUrl("ws", InstanceKey.parse("t:1"));
        assertThat(written).hasToString(url);
        assertThat(Announcement.parse(written.getRawPath(), written.getRawQuery())).isEqualTo(own);
    }

    @Test
    void aTargetsContextPathComesFirst() {
        Announcement own = new Announcement(InstanceKey.of("a", 80, ""), "x/y", PeerInfo.of("7", "", "", "wss"));
        assertThat(own.connectUrl("wss", InstanceKey.parse("t:1/shop")))
                .hasToString("wss://t:1/shop/a/80/x/y?v=1&id=7&features=&scheme=wss");
        assertThat(own.withHost("b").key()).hasToString("b:80");
    }

    @Test
    void withoutANamespaceItHasTwoSegments() {
        Announcement own = new Announcement(InstanceKey.of("a", 80, ""), "", PeerInfo.NONE);
        assertThat(own.connectUrl(URI.create("ws://t:1"))).hasToString("ws://t:1/a/80");
    }
}
