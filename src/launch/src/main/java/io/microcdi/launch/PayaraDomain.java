package io.microcdi.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Settings of a Payara domain that only its file takes before the first start. */
final class PayaraDomain {

    private static final List<String> OTHER_PORTS = List.of("8686", "3700", "3820", "3920");

    private PayaraDomain() {
    }

    /** Listens for HTTP on one port of the loopback address, and for all else on free ones, so that many can run. */
    static void usePorts(Path domainXml, int httpPort) throws IOException {
        String text = listen(Files.readString(domainXml), "8080", httpPort);
        text = listen(text, "8181", Ports.any());
        text = listen(text, "4848", Ports.any());
        for (String other : OTHER_PORTS) {
            text = replace(text, "port=\"" + other + "\"", "port=\"" + Ports.any() + "\"");
        }
        text = replace(text, "value=\"7676\"", "value=\"" + Ports.any() + "\"");
        Files.writeString(domainXml, text);
    }

    private static String listen(String text, String usual, int port) {
        return replace(text, "<network-listener port=\"" + usual + "\"",
                "<network-listener address=\"127.0.0.1\" port=\"" + port + "\"");
    }

    private static String replace(String text, String old, String now) {
        if (!text.contains(old)) {
            throw new LaunchException("This version of Payara has no " + old + " in its domain.xml");
        }
        return text.replace(old, now);
    }
}
