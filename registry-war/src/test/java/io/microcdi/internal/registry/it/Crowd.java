package io.microcdi.internal.registry.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thousands of nodes on one thread. Each has a socket of its own, registers, sends heartbeats and answers pings, and dials
 * again as a node of Java does. They speak the wire by hand, so that they cost the machine little.
 */
final class Crowd implements AutoCloseable {

    /** The port that each member announces. */
    static final int PORT = 9_000;

    /** {@code micro.registry.connect-timeout} of a node, and the time of a Node.js peer. */
    private static final long CONNECT_TIMEOUT = TimeUnit.SECONDS.toNanos(30);
    private static final long CLASSIC_CONNECT_TIMEOUT = TimeUnit.SECONDS.toNanos(5);
    private static final long HEARTBEAT = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(3);
    private static final long NEXT_PAUSE = TimeUnit.SECONDS.toNanos(4);
    private static final int PER_ADDRESS = 2_000;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");
    /** A number of five characters in base 36. */
    private static final int FIRST_POD = 20_000_000;
    private static final Pattern RETRY_AFTER = Pattern.compile("(?i)retry-after: *(\\d{1,4})\r");

    private final int port;
    private final String namespace;
    private final String watched;
    private final boolean classic;
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
    private final SplittableRandom random = new SplittableRandom(5);
    private final PriorityQueue<Member> dials = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
    private final List<Member> members = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "crowd");
    private volatile boolean closed;
    private volatile String needle = "\0";
    private volatile Throwable failure;
    private volatile boolean pods;
    private volatile boolean remembersKeys;

    /** Handshakes that were sent. */
    final AtomicInteger handshakes = new AtomicInteger();
    /** Handshakes that were answered by another status than 101. */
    final AtomicInteger refused = new AtomicInteger();
    /** Handshakes that were given up, because no answer came in time. */
    final AtomicInteger abandoned = new AtomicInteger();
    final AtomicInteger registered = new AtomicInteger();
    /** When a member learned last that it is registered, by host. */
    final Map<String, Long> registeredAt = new ConcurrentHashMap<>();
    /** Lists of a watch, and their instances. */
    final AtomicInteger lists = new AtomicInteger();
    final AtomicInteger listed = new AtomicInteger();
    /** The different keys in them, if {@link #rememberingKeys} was called. */
    final Set<String> keys = ConcurrentHashMap.newKeySet();
    /** Pushes {@code /-/changed}. */
    final AtomicLong pushes = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    /** Members that have seen the text that is awaited. */
    final AtomicInteger seen = new AtomicInteger();

    /**
     * Makes members, which do not dial yet.
     *
     * @param watched the namespace that each of them watches with a limit of 100; {@code null} for none
     */
    Crowd(int port, int count, String namespace, String watched) throws IOException {
        this(port, count, namespace, watched, false);
    }

    /** Makes members that announce no version and give up after 5 s, as Node.js peers. They have registered when their link is open. */
    static Crowd classic(int port, int count, String namespace) throws IOException {
        return new Crowd(port, count, namespace, null, true);
    }

    private Crowd(int port, int count, String namespace, String watched, boolean classic) throws IOException {
        this.classic = classic;
        this.port = port;
        this.namespace = namespace;
        this.watched = watched;
        for (int i = 0; i < count; i++) {
            members.add(new Member(i));
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets members that have not dialled yet announce names as those of pods of Kubernetes. */
    Crowd asPods() {
        pods = true;
        return this;
    }

    /** Lets the crowd collect the keys of the lists that come from now on. */
    Crowd rememberingKeys() {
        remembersKeys = true;
        return this;
    }

    /** Lets members dial. */
    void join(int from, int to) {
        on(() -> {
            for (int i = from; i < to; i++) {
                members.get(i).due = System.nanoTime();
                dials.add(members.get(i));
            }
        });
    }

    /** From now on counts the members that are told of a text. */
    void expect(String text) {
        on(() -> {
            seen.set(0);
            members.forEach(member -> member.saw = false);
            needle = text;
        });
    }

    /** Ends one link without a word. */
    void cut(int member) {
        on(() -> members.get(member).gone(Long.MAX_VALUE));
    }

    String host(int member) {
        return members.get(member).host();
    }

    /** Returns whether it came true in time. */
    boolean await(BooleanSupplier condition, long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (failure != null) {
                throw new AssertionError("the crowd ended", failure);
            }
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return true;
    }

    @Override
    public String toString() {
        return registered + " registered, " + handshakes + " handshakes, " + refused + " refused, " + abandoned
                + " given up, " + lists + " lists of " + listed + " instances, " + pushes + " pushes, "
                + (bytes.get() >> 20) + " MB received";
    }

    private void on(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        try {
            long beat = System.nanoTime();
            while (!closed) {
                selector.select(5);
                long now = System.nanoTime();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Member) key.attachment()).ready(key);
                }
                selector.selectedKeys().clear();
                // a few at a time, so that answers are read meanwhile
                for (int i = 0; i < 100 && !dials.isEmpty() && dials.peek().due - now <= 0; i++) {
                    dials.poll().dial();
                }
                if (now - beat > HEARTBEAT / 100) {
                    beat = now;
                    members.forEach(member -> member.tick(now));
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Member member : members) {
            if (member.channel != null) {
                member.channel.close();
            }
        }
        selector.close();
    }

    private final class Member {

        private final int number;
        private SocketChannel channel;
        private byte[] rest = {};
        /** The frames of a message whose last one has not come. */
        private String message = "";
        private boolean open;
        private boolean counted;
        private boolean saw;
        private long due;
        private long began;
        private long beaten;
        private int attempts;

        Member(int number) {
            this.number = number;
        }

        private String host() {
            if (pods) {
                return namespace + "-6d4b75cb6d-" + Integer.toString(FIRST_POD + number, Character.MAX_RADIX) + "."
                        + namespace + ".shop.svc";
            }
            return "127.9." + number / 250 + "." + (number % 250 + 1);
        }

        void dial() throws IOException {
            began = System.nanoTime();
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            int address = number / PER_ADDRESS;
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 9, 0, (byte) (1 + address) }),
                    0));
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            try {
                channel.connect(new InetSocketAddress("127.0.0.1", port));
            } catch (IOException e) {
                again(-1);
            }
        }

        void ready(SelectionKey key) {
            try {
                if (key.isValid() && key.isConnectable() && channel.finishConnect()) {
                    key.interestOps(SelectionKey.OP_READ);
                    handshakes.incrementAndGet();
                    write(("GET /" + host() + "/" + PORT + "/" + namespace
                            + (classic ? "" : "?v=1&id=" + namespace + "-7c9d8b6f5-" + number
                                    + "&features=errors,lease,path,watch")
                            + " HTTP/1.1\r\nHost: localhost:" + port
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                } else if (key.isValid() && key.isReadable()) {
                    read();
                }
            } catch (IOException e) {
                again(-1);
            }
        }

        private void read() throws IOException {
            in.clear();
            int count = channel.read(in);
            if (count < 0) {
                again(-1);
                return;
            }
            bytes.addAndGet(count);
            byte[] all = Arrays.copyOf(rest, rest.length + count);
            in.flip().get(all, rest.length, count);
            int used = open ? 0 : head(all);
            while (open && used >= 0) {
                int next = frame(all, used);
                if (next < 0) {
                    break;
                }
                used = next;
            }
            rest = used <= 0 ? all : Arrays.copyOfRange(all, used, all.length);
            if (channel == null) {
                rest = new byte[0];
            }
        }

        private int head(byte[] all) {
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return 0;
            }
            if (!text.startsWith("HTTP/1.1 101")) {
                refused.incrementAndGet();
                Matcher later = RETRY_AFTER.matcher(text);
                again(later.find() ? Long.parseLong(later.group(1)) : -1);
                return 0;
            }
            open = true;
            if (classic) {
                countRegistered();
            }
            attempts = 0;
            beaten = System.nanoTime();
            return end + 4;
        }

        /** The offset behind a frame; -1 if it is not complete. */
        private int frame(byte[] all, int start) throws IOException {
            if (all.length < start + 2) {
                return -1;
            }
            int opcode = all[start] & 15;
            long length = all[start + 1] & 127;
            int at = start + 2;
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (all.length < at + more) {
                return -1;
            }
            length = more == 0 ? length : 0;
            for (int i = 0; i < more; i++) {
                length = length << 8 | all[at++] & 255;
            }
            if (all.length < at + length) {
                return -1;
            }
            int end = Math.toIntExact(at + length);
            if (opcode == TEXT || opcode == CONTINUATION) {
                message += new String(all, at, end - at, StandardCharsets.ISO_8859_1);
                if (all[start] < 0) { // the last frame of the message
                    String whole = message;
                    message = "";
                    text(whole);
                }
            } else if (opcode == PING) {
                send(PONG, Arrays.copyOfRange(all, at, end));
            } else if (opcode == CLOSE) {
                again(-1);
            }
            return end;
        }

        private void text(String text) throws IOException {
            if (text.contains("/-/registered")) {
                countRegistered();
                if (watched != null) {
                    send(TEXT, ("{\"id\":0,\"mode\":0,\"twoway\":true,\"data\":{\"url\":\"/-/watch\",\"data\":"
                            + "{\"namespace\":\"" + watched + "\",\"limit\":100}}}").getBytes(StandardCharsets.UTF_8));
                }
            } else if (text.contains("\"/-/changed\"")) {
                pushes.incrementAndGet();
                if (!saw && text.contains(needle)) {
                    saw = true;
                    seen.incrementAndGet();
                }
            } else if (text.contains("\"instances\":[")) {
                lists.incrementAndGet();
                listed.addAndGet(text.split("\"key\":", -1).length - 1);
                if (remembersKeys) {
                    KEY.matcher(text).results().forEach(found -> keys.add(found.group(1)));
                }
            }
        }

        private void countRegistered() {
            registeredAt.put(host(), System.nanoTime());
            counted = true;
            registered.incrementAndGet();
        }

        void tick(long now) {
            if (channel == null) {
                return;
            }
            if (!open && now - began > (classic ? CLASSIC_CONNECT_TIMEOUT : CONNECT_TIMEOUT)) {
                abandoned.incrementAndGet();
                again(-1);
            } else if (open && now - beaten > HEARTBEAT) {
                beaten = now;
                try {
                    send(TEXT, "{\"id\":1,\"mode\":0,\"data\":{\"url\":\"/-/heartbeat\",\"data\":{}}}"
                            .getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    again(-1);
                }
            }
        }

        /** As a node pauses: at random, and after the time that the registry asks for. */
        private void again(long retryAfter) {
            long pause = retryAfter < 0 ? random.nextLong(attempts == 0 ? FIRST_PAUSE : NEXT_PAUSE)
                    : TimeUnit.SECONDS.toNanos(retryAfter)
                            + random.nextLong(TimeUnit.SECONDS.toNanos(Math.max(1, retryAfter)));
            attempts++;
            gone(pause);
        }

        private void gone(long pause) {
            if (channel == null) {
                return;
            }
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone
            }
            channel = null;
            open = false;
            message = "";
            rest = new byte[0];
            if (counted) {
                counted = false;
                registered.decrementAndGet();
            }
            if (pause != Long.MAX_VALUE) {
                due = System.nanoTime() + pause;
                dials.add(this);
            }
        }

        private void send(int opcode, byte[] payload) throws IOException {
            int length = payload.length;
            int head = length < 126 ? 6 : 8;
            byte[] frame = new byte[head + length]; // the mask is four zeros, which change nothing
            frame[0] = (byte) (128 | opcode);
            frame[1] = (byte) (128 | (length < 126 ? length : 126));
            if (length >= 126) {
                frame[2] = (byte) (length >> 8);
                frame[3] = (byte) length;
            }
            System.arraycopy(payload, 0, frame, head, length);
            write(frame);
        }

        /** The messages of a member are short, and fit the buffer of its socket. */
        private void write(byte[] sent) throws IOException {
            if (channel.write(ByteBuffer.wrap(sent)) < sent.length) {
                throw new IOException("the socket takes no more");
            }
        }
    }
}
