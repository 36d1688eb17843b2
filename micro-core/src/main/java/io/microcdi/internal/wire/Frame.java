package io.microcdi.internal.wire;

import java.util.Map;

/**
 * One frame (wire, Frames). Its payload stays the received JSON text. It is bound once, to the type of the handler
 * or caller, or forwarded without being parsed.
 */
public sealed interface Frame {

    /** The largest id, 2^53-1, the largest integer that JavaScript represents safely. */
    long MAX_ID = (1L << 53) - 1;

    /**
     * A request, or a push.
     *
     * @param id the id that the sender chose, unique on its link and direction
     * @param twoway {@code true} for a request; {@code false} for a push, which has no answer
     * @param payload JSON text; {@code null} if none was sent
     * @param timeoutMillis the time to the caller's deadline; -1 if the caller did not send it
     * @param metadata the texts beside the payload; {@code null} from a peer without metadata, whose payload may
     *        contain a correlation id
     */
    record Request(long id, boolean twoway, String url, String payload, long timeoutMillis,
            Map<String, String> metadata)
            implements
                Frame {

        /** Makes a request without metadata. */
        public Request(long id, boolean twoway, String url, String payload, long timeoutMillis) {
            this(id, twoway, url, payload, timeoutMillis, null);
        }

        /** Returns the request without payload and metadata, which may contain secrets. */
        @Override
        public String toString() {
            return "Request[id=" + id + ", url=" + url + "]";
        }
    }

    /**
     * A request of the second dialect (wire, The second dialect).
     *
     * @param protocol {@code ws} or {@code http}
     * @param cmd the name of the command
     * @param props the arguments as a JSON array; {@code null} if none were sent
     */
    record Command(long id, boolean twoway, String protocol, String cmd, String props) implements Frame {
    }

    /**
     * An answer.
     *
     * @param id the id of the request
     * @param status JSON text: a number, or a text in quotes if the handler chose a text
     * @param payload JSON text; {@code null} if the answer has no data
     * @param message the message of a failure; {@code null} if there is none
     * @param executed {@code false} if the handler certainly did not run
     */
    record Response(long id, String status, String payload, String message, boolean executed) implements Frame {

        /** Returns a text without the payload. */
        @Override
        public String toString() {
            return "Response[id=" + id + ", status=" + status + ", executed=" + executed + "]";
        }

        /** Returns whether the handler answered with a result. */
        public boolean isSuccess() {
            return "200".equals(status);
        }

        /** Returns the status as a number; 0 if it is not a number, or too large for an {@code int}. */
        public int statusNumber() {
            try {
                return Integer.parseInt(status);
            } catch (NumberFormatException text) {
                return 0;
            }
        }

        /** Returns the status without quotes, for messages and for comparison with the statuses of an application. */
        public String statusText() {
            return status.startsWith("\"") ? JsonText.unescape(status, 1, status.length() - 1) : status;
        }
    }

    /**
     * The abort of an earlier request of the same sender.
     *
     * @param target the id of that request
     */
    record Abort(long id, long target) implements Frame {
    }

    /**
     * A message, or an element of a batch, that is not a valid frame.
     *
     * @param answerTo the id to answer with 400, if the message was meant as a request; -1 if no such id could be read
     * @param answerOf the id of the answered request, if the message was meant as an answer; -1 if no such id could be
     *        read
     * @param reason the fault
     */
    record Malformed(long answerTo, long answerOf, String reason) implements Frame {

        /** Makes an invalid message that was not meant as an answer. */
        public Malformed(long answerTo, String reason) {
            this(answerTo, -1, reason);
        }
    }
}
