package io.microcdi.internal.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.microcdi.internal.address.InstanceKey;
import io.microcdi.internal.address.PeerInfo;
import io.microcdi.internal.registry.Replication.Entry;
import io.microcdi.internal.registry.Replication.Removal;
import io.microcdi.internal.registry.Replication.Standing;

/**
 * Writes and reads the messages of a cluster as bytes: a version, the kind, the content, and a signature if there is a
 * secret. Thread-safe.
 */
final class Codec {

    /** The largest number of entries in one message, so that no message is long. */
    static final int MAX_ENTRIES = 500;

    /**
     * The version of the form. It changes with each change of the form. A registry ignores members of other versions: it
     * cannot read all of their messages, and would take a part of their instances for all of them.
     */
    private static final int VERSION = 3;
    private static final int SIGNATURE_BYTES = 32;

    private final @Nullable Secret secret;

    Codec(@Nullable Secret secret) {
        this.secret = secret;
    }

    /** The kinds of messages. */
    enum Kind {
        /** A part of all entries of the sender. */
        WHOLE,
        /** Changes of the sender's entries. */
        DELTA,
        /** The number of the sender's last change. */
        DIGEST,
        /** The calls between namespaces, as the instances at the sender report them. */
        CALLS,
        /** The acts of persons on instances, as far as the sender knows them. */
        HOLDS,
        /**
         * The entries of a lost owner that the sender still has. The member {@code calls} is the name of this owner, and
         * {@code number} is the time until the entries end, in milliseconds.
         */
        ORPHANS,
        /** Asks the receiver for all of its entries. */
        ASK
    }

    /**
     * A message.
     *
     * @param owner the sender: its name, {@code /} and the id of its start
     * @param url the address for calls to the sender; empty if it is not known
     * @param token the token by which the sender recognises the receiver
     * @param number the number of the sender's last change that the message contains
     * @param more whether more parts of the same whole follow
     * @param calls the text of {@link Kind#CALLS}, {@link Kind#HOLDS} and {@link Kind#ORPHANS}, empty in others
     */
    record Message(Kind kind, String owner, String url, String token, long number, boolean more, List<Entry> put,
            List<Removal> removed, String calls) {

        /** Returns a text without the token. */
        @Override
        public String toString() {
            return "Message[kind=" + kind + ", owner=" + owner + ", number=" + number + ", put=" + put.size()
                    + ", removed=" + removed.size() + "]";
        }
    }

    /** Thrown for a message of a registry of another version. */
    static final class OtherVersionException extends IOException {

        private static final long serialVersionUID = 1L;

        OtherVersionException(String message) {
            super(message);
        }
    }

    byte[] write(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeUTF(message.kind().name());
        out.writeUTF(message.owner());
        out.writeUTF(message.url());
        out.writeUTF(message.token());
        out.writeLong(message.number());
        out.writeBoolean(message.more());
        out.writeInt(message.put().size());
        for (Entry entry : message.put()) {
            write(out, entry);
        }
        out.writeInt(message.removed().size());
        for (Removal removal : message.removed()) {
            out.writeUTF(removal.namespace());
            out.writeUTF(removal.key());
            out.writeUTF(removal.reason());
        }
        out.writeUTF(message.calls());
        if (secret != null) {
            out.write(secret.sign(bytes.toByteArray(), bytes.size()));
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeUTF(entry.namespace());
        out.writeUTF(entry.key().host());
        out.writeInt(entry.key().port());
        out.writeUTF(entry.key().path());
        Standing standing = entry.standing();
        out.writeUTF(standing.lease());
        out.writeUTF(standing.line().equals(standing.lease()) ? "" : standing.line());
        out.writeInt(standing.version());
        out.writeInt(standing.rank());
        out.writeInt(standing.answers());
        out.writeLong(entry.sinceMillis());
        out.writeUTF(entry.members());
        out.writeUTF(entry.remote());
        out.writeByte((entry.plain() ? 1 : 0) | (entry.versioned() ? 2 : 0) | (entry.secondDialect() ? 4 : 0));
        out.writeUTF(String.join(",", entry.features()));
        out.writeUTF(entry.version());
        out.writeUTF(entry.zone());
    }

    /**
     * Reads a message.
     *
     * @throws OtherVersionException if it is one of a registry of another version
     * @throws IOException if it is not one of this cluster
     */
    Message read(byte[] bytes, int offset, int length) throws IOException {
        int content = length;
        if (secret != null) {
            content -= SIGNATURE_BYTES;
            if (content < 0 || !MessageDigest.isEqual(secret.sign(Arrays.copyOfRange(bytes, offset, offset + content),
                    content), Arrays.copyOfRange(bytes, offset + content, offset + length))) {
                throw new IOException("its signature is not that of the cluster's secret");
            }
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, content));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new OtherVersionException("messages of version " + version + " instead of " + VERSION);
        }
        String name = in.readUTF();
        Kind kind = Stream.of(Kind.values()).filter(each -> each.name().equals(name)).findFirst().orElse(null);
        if (kind == null) {
            throw new OtherVersionException("messages of the unknown kind " + name);
        }
        String owner = in.readUTF();
        String url = in.readUTF();
        String token = in.readUTF();
        long number = in.readLong();
        boolean more = in.readBoolean();
        List<Entry> put = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            put.add(entry(in));
        }
        List<Removal> removed = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            removed.add(new Removal(in.readUTF(), in.readUTF(), in.readUTF()));
        }
        return new Message(kind, owner, url, token, number, more, put, removed, in.readUTF());
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_ENTRIES) {
            throw new IOException("it has " + count + " entries");
        }
        return count;
    }

    private static Entry entry(DataInputStream in) throws IOException {
        try {
            String namespace = in.readUTF();
            InstanceKey key = InstanceKey.of(in.readUTF(), in.readInt(), in.readUTF());
            String lease = in.readUTF();
            String line = in.readUTF();
            Standing standing = new Standing(lease, line.isEmpty() ? lease : line, in.readInt(), in.readInt(),
                    in.readInt());
            long since = in.readLong();
            String members = in.readUTF();
            String remote = in.readUTF();
            int flags = in.readUnsignedByte();
            // read by PeerInfo, whose texts and sets all links share
            Set<String> features = PeerInfo.of("", in.readUTF(), "", "").features();
            return new Entry(namespace, key, standing, since, members, remote, (flags & 1) != 0, (flags & 2) != 0,
                    (flags & 4) != 0, features, in.readUTF().intern(), in.readUTF().intern());
        } catch (IllegalArgumentException e) {
            throw new IOException("an address in it is invalid", e);
        }
    }
}
