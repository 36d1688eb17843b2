package io.microcdi.internal.wire;

import java.util.Map;

/**
 * One frame (wire, section 2). Payloads are kept as the JSON text that came: they are bound once, to the type that a
 * handler or caller wants, or passed on unread.
 */
public sealed interface Frame {

    /** The largest id, 2^53-1: what a JavaScript number holds exactly. */
    long MAX_ID = (1L << 53) - 1;

    /**
     * A request, or a push where no answer is wanted.
     *
     * @param id chosen by the sender, unique on its link and direction
     * @param twoway whether an answer is wanted
     * @param payload JSON text; {@code null} where none was sent
     * @param timeout milliseconds that the caller still waits; -1 where it did not say
     * @param metadata the texts beside the payload; {@code null} from a peer that sends none, whose payload may hold a
     *        correlation id
     */
    record Request(long id, boolean twoway, String url, String payload, long timeout, Map<String, String> metadata)
            implements
                Frame {

        /** Without metadata. */
        public Request(long id, boolean twoway, String url, String payload, long timeout) {
            this(id, twoway, url, payload, timeout, null);
        }
    }

    /**
     * A request of the second dialect (wire, section 6).
     *
     * @param protocol {@code ws} or {@code http}
     * @param props a JSON array; {@code null} where none was sent
     */
    record Command(long id, boolean twoway, String protocol, String cmd, String props) implements Frame {
    }

    /**
     * An answer.
     *
     * @param id that of the request
     * @param status JSON text: a number, or a text in quotes where the handler chose one
     * @param payload JSON text; {@code null} where the handler returned nothing
     * @param message what went wrong; {@code null} where nothing was said
     * @param executed {@code false} where the handler surely did not run
     */
    record Response(long id, String status, String payload, String message, boolean executed) implements Frame {

        /** Whether the handler answered with a result. */
        public boolean isSuccess() {
            return "200".equals(status);
        }

        /** The status as a number; 0 if it is none, or too large for one. */
        public int statusNumber() {
            try {
                return Integer.parseInt(status);
            } catch (NumberFormatException text) {
                return 0;
            }
        }

        /** The status without quotes, for people and for comparing it with the handler's own. */
        public String statusText() {
            return status.startsWith("\"") ? JsonText.unescape(status, 1, status.length() - 1) : status;
        }
    }

    /**
     * The sender gives an earlier request of its own up.
     *
     * @param target the id of that request
     */
    record Abort(long id, long target) implements Frame {
    }

    /**
     * A message that is no frame.
     *
     * @param answerTo the id of the request that it was meant to be, to be answered 400; -1 where none could be read
     * @param answerOf the id of the request that it was meant to answer; -1 where none could be read
     * @param reason the fault
     */
    record Malformed(long answerTo, long answerOf, String reason) implements Frame {

        /** A message that was not meant to be an answer. */
        public Malformed(long answerTo, String reason) {
            this(answerTo, -1, reason);
        }
    }
}
