package io.microcdi.internal.address;

import java.net.URI;

import io.microcdi.it.fuzz.Input;

/** Connect paths and queries, keys, namespaces: refused by {@link IllegalArgumentException}, or read again as the same. */
public final class AddressFuzz {

    private AddressFuzz() {
    }

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Input input = new Input(bytes);
        String path = input.line();
        String query = input.hasMore() ? input.line() : null;
        Input.timed(bytes.length, () -> {
            key(path);
            announcement(path, query);
            Namespaces.isValid(path);
        });
    }

    private static void key(String text) {
        InstanceKey key;
        try {
            key = InstanceKey.parse(text);
        } catch (IllegalArgumentException refused) {
            return;
        }
        Input.same(key, InstanceKey.parse(key.toString()), "a key is read again as the same");
        Input.same(key, InstanceKey.of(key.host(), key.port(), key.path()), "its parts are the same key");
    }

    private static void announcement(String path, String query) {
        Announcement announcement;
        try {
            announcement = Announcement.parse(path, query);
        } catch (IllegalArgumentException refused) {
            return;
        }
        PeerInfo info = announcement.info();
        Input.same(info, PeerInfo.parse(info.format().isEmpty() ? null : info.format()),
                "a query is read again as the same");
        URI url = announcement.connectUrl("ws", InstanceKey.of("127.0.0.1", 80, ""));
        Input.same(announcement, Announcement.parse(url.getRawPath(), url.getRawQuery()),
                "an announcement is read again as the same");
        if (info.known()) {
            Announcement visitor = Announcement.parse("/x.invalid/1/x", null);
            URI hidden = announcement.asQueryOf(visitor).connectUrl("ws", announcement.key());
            Input.same(announcement, Announcement.parse(hidden.getRawPath().substring(info.path().length()),
                    hidden.getRawQuery()), "so is one behind a visitor");
        }
    }
}
