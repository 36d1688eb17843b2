package io.microcdi.testing.hostile;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.microcdi.testing.socket.RawFrame;
import io.microcdi.testing.socket.RawSocket;

/**
 * The ways in which peers may try to fill a heap. Before there were total bounds, each of them filled 256 MB. {@code
 * -Dheap.links=1000} makes less of the idle connections.
 */
public enum HeapAttack {

    /** Links that say nothing. */
    IDLE_LINKS(Integer.getInteger("heap.links", 5_000)),

    /** Requests whose header does not end. */
    HALF_REQUESTS(Integer.getInteger("heap.links", 5_000)) {
        @Override
        String beginning(int number) {
            return "GET " + path(number) + " HTTP/1.1\r\nHost: localhost\r\nX-Filler: " + "x".repeat(HALF_HEADER);
        }
    },

    /** Requests of which the half of a large body comes. */
    SLOW_BODIES(230) {
        @Override
        String beginning(int number) {
            return "POST /call/shop/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    + UNFINISHED + "\r\n\r\n\"" + "x".repeat(UNFINISHED / 2);
        }
    },

    /** Links that ask for 10 KB again and again and read nothing. */
    UNREAD_ANSWERS(20) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            for (int i = 0; i < UNREAD_REQUESTS; i++) {
                request(link, i, unread.split(" ")[0], unread.split(" ", 2)[1]);
            }
        }
    },

    /** Messages of which all but the end comes, as one frame. */
    UNFINISHED_FRAMES(100) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            link.write(RawFrame.begin(RawFrame.TEXT, UNFINISHED + 1, spaces(UNFINISHED)));
        }
    },

    /** Frames that claim to be longer than any memory, of which a few megabytes come. */
    HUGE_FRAMES(100) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            link.write(RawFrame.begin(RawFrame.TEXT, Long.MAX_VALUE >> 1, spaces(HUGE)));
        }
    },

    /** Frames with a reserved bit, of which all but the end comes. */
    FORBIDDEN_FRAMES(100) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            link.write(RawFrame.begin(RawFrame.BINARY | RESERVED_BIT, HUGE + 1, spaces(HUGE)));
        }
    },

    /** Messages of which all but the end comes, in many frames. */
    UNFINISHED_MESSAGES(100) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            link.frame(RawFrame.TEXT_BEGIN, spaces(0));
            for (int i = 0; i < UNFINISHED / FRAGMENT; i++) {
                link.frame(RawFrame.MORE, spaces(FRAGMENT));
            }
        }
    },

    /** Links that watch a thousand namespaces each, with long names. */
    WATCHES(24) {
        @Override
        void act(RawSocket link, String unread) throws IOException {
            String segment = "x".repeat(100);
            for (int i = 0; i < 1_000; i++) {
                request(link, i, "/-/watch", "{\"namespace\":\"" + segment + "/" + segment + "/" + i + "\"}");
            }
        }
    };

    /** A url and a payload that a registry answers with 10 KB, for {@link #begin}. */
    public static final String LONG_LIST = "/-/watch {\"namespace\":\"long-list\"}";

    private static final int INSTANCES = 100;
    private static final int HALF_HEADER = 4_000;
    private static final int UNREAD_REQUESTS = 4_000;
    private static final int UNFINISHED = 960 << 10;
    private static final int HUGE = 3 << 20;
    private static final int FRAGMENT = 8 << 10;
    private static final int RESERVED_BIT = 0x40;

    private final int links;

    HeapAttack(int links) {
        this.links = links;
    }

    /** Uses an open link. */
    void act(RawSocket link, String unread) throws IOException {
        // it stays open
    }

    /** Returns the beginning of a request that does not end; empty where the attack opens a link. */
    String beginning(int number) {
        return "";
    }

    private static String path(int number) {
        return "/127.1." + number / 250 + "." + number % 250 + "/9000/bad";
    }

    private static void request(RawSocket link, long id, String url, String payload) throws IOException {
        link.write(RawFrame.request(id, url, payload).maskedBytes());
    }

    private static byte[] spaces(int length) {
        byte[] spaces = new byte[length];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    /**
     * Attacks. The attack lasts until the result is closed.
     *
     * @param unread a url and a payload that are answered with 10 KB. The instances of {@link #LONG_LIST} are registered
     *        first
     */
    public Attack begin(int port, String unread) throws IOException {
        Attack attack = new Attack(links);
        if (this == UNREAD_ANSWERS && unread.equals(LONG_LIST)) {
            for (int i = 1; i <= INSTANCES; i++) {
                attack.open.add(RawSocket.open(port, "/127.2.0." + i + "/9000/long-list"));
            }
        }
        for (int i = 0; i < links; i++) {
            try {
                connect(port, i, unread, attack);
            } catch (IOException closed) {
                attack.failed++;
            }
        }
        return attack;
    }

    private void connect(int port, int number, String unread, Attack attack) throws IOException {
        String beginning = beginning(number);
        if (beginning.isEmpty()) {
            RawSocket link = RawSocket.handshake(port, path(number), "");
            attack.open.add(link);
            if (!link.head().startsWith("HTTP/1.1 101")) {
                attack.refused++;
                return;
            }
            attack.accepted++;
            act(link, unread);
        } else {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            attack.open.add(socket);
            attack.accepted++;
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The connections of an attack. */
    public static final class Attack implements Closeable {

        private final List<Closeable> open = new ArrayList<>();
        private final int wanted;
        private int accepted;
        private int refused;
        private int failed;

        private Attack(int wanted) {
            this.wanted = wanted;
        }

        /** Fails unless most connections were accepted: an attack that is refused shows nothing. */
        public void tookPlace() {
            if (accepted <= wanted * 4 / 5) {
                throw new AssertionError("of " + wanted + " connections of an attack: " + this);
            }
        }

        /** The results of the attack. */
        @Override
        public String toString() {
            return accepted + " accepted, " + refused + " refused, " + failed + " closed while they wrote";
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : open) {
                each.close();
            }
        }
    }
}
