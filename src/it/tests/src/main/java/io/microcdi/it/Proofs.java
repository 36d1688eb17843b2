package io.microcdi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import io.microcdi.testing.support.Tokens;

/** The proofs that peers present in the tests of access, valid and not, and the lines of the audit about them. */
final class Proofs {
    static final String SECRET = "the secret of this test";

    /** Longer than a token may have ended and still counts, by the default of {@code micro.security.clock-skew}. */
    private static final long LATE_SECONDS = 600;
    private static final long LIFETIME_SECONDS = 60;
    /** A token that ended so long ago is taken, and its link lives for 5 s. */
    private static final long ENDING_SECONDS = 65;
    private static final List<String> PRESENTED = new CopyOnWriteArrayList<>();

    private Proofs() {
    }

    /**
     * The header of a handshake, with its end; empty for none.
     *
     * @param kind
     *        what is wrong with the token; {@code none}, {@code valid}, or {@code ending} for one that ends soon
     * @param name
     *        the namespace that the peer announces
     * @param port
     *        which it announces with 127.0.0.1
     * @param audience
     *        the dialled namespace and address
     */
    static String authorization(String kind, String name, int port, String audience) {
        if (kind.equals("none")) {
            return "";
        }
        long issued = Instant.now().getEpochSecond() + switch (kind) {
            case "expired" -> -LATE_SECONDS;
            case "early" -> LATE_SECONDS;
            case "ending" -> -ENDING_SECONDS;
            default -> 0;
        };
        String claims = Tokens.claims(
                (kind.equals("namespace") ? "payments" : name) + " 127.0.0.1:" + (kind.equals("instance") ? 1 : port),
                kind.equals("audience") ? audience.replaceFirst("\\S+", "another") : audience, issued,
                issued + LIFETIME_SECONDS);
        String token = kind.equals("unsigned") ? Tokens.unsigned(claims)
                : Tokens.signed(claims, kind.equals("secret") ? SECRET + "x" : SECRET);
        PRESENTED.add(token.split("\\.")[1]);
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** Waits for a line of the audit, of which there must be one. The log has neither the secret nor a token. */
    static void awaitAudited(String line) throws IOException {
        Server.awaitLogged(line);
        String log = Files.readString(Server.log());
        assertThat(log.split(Pattern.quote(line), -1)).as("lines with " + line).hasSize(2);
        assertSecretsAreNotLogged();
    }

    /** Asserts that no secret and no token was logged, by whomever. */
    static void assertSecretsAreNotLogged() throws IOException {
        String log = Files.readString(Server.log());
        assertThat(log.contains(SECRET)).as("the secret in the log").isFalse();
        assertThat(PRESENTED.stream().filter(log::contains)).as("tokens in the log").isEmpty();
    }
}
