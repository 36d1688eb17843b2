package io.microcdi.it.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A request by HTTP of a fuzzer. The first byte of the input chooses the method, or that the rest is the request as it is.
 * Otherwise a line has the target behind a prefix, each line up to an empty one is a header, and the rest is the body.
 *
 * @param isRaw whether the fuzzer has written all of it
 * @param isPlain whether it has a form that a server must answer
 */
record HttpInput(byte[] bytes, boolean isRaw, boolean isPlain) {

    private static final List<String> METHODS = List.of("POST", "GET", "HEAD", "OPTIONS", "PUT", "TRACE", "CONNECT");
    /** Headers by which the body ends elsewhere, or by which the connection goes on otherwise. */
    private static final List<String> SPECIAL = List.of("content-length", "transfer-encoding", "expect", "upgrade",
            "connection", "host");

    static HttpInput read(byte[] bytes, String prefix, String header, int port) {
        Input input = new Input(bytes);
        int method = input.below(METHODS.size() + 1);
        if (method == METHODS.size()) {
            return new HttpInput(input.next(bytes.length), true, false);
        }
        byte[] target = input.lineBytes();
        StringBuilder headers = new StringBuilder();
        boolean plain = isVisible(target, '!') && method < METHODS.indexOf("PUT");
        while (input.hasMore()) {
            byte[] line = input.lineBytes();
            if (line.length == 0) {
                break;
            }
            String text = new String(line, StandardCharsets.ISO_8859_1);
            plain &= isVisible(line, ' ') && text.indexOf(':') > 0
                    && SPECIAL.stream().noneMatch(text.toLowerCase(Locale.ROOT)::contains);
            headers.append(text).append("\r\n");
        }
        byte[] body = input.next(bytes.length);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        ascii(request, METHODS.get(method) + " " + prefix);
        request.writeBytes(target);
        ascii(request, " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + header + headers + "Connection: close\r\n"
                + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n") + "\r\n");
        request.writeBytes(body);
        return new HttpInput(request.toByteArray(), false, plain);
    }

    private static boolean isVisible(byte[] line, char least) {
        for (byte b : line) {
            if (b < least || b > '~') {
                return false;
            }
        }
        return true;
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends it. A server closes the connection of a request in a usual form behind its answer. */
    List<HttpAnswer> send(int port) {
        return HttpExchange.send(port, bytes, !isPlain);
    }

    /** Checks that a request of a usual form has one answer. */
    void checkAnswered(List<HttpAnswer> answers) {
        if (isPlain) {
            Input.check(answers.stream().filter(answer -> answer.status() >= 200).count() == 1,
                    "a request has one answer",
                    answers, HttpExchange.end(), Texts.escaped(new String(bytes, StandardCharsets.ISO_8859_1)));
        }
    }
}
