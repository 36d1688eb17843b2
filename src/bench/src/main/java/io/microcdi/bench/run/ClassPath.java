package io.microcdi.bench.run;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The part of this class path for a process: each WebSocket client provides itself as the only one there is. */
enum ClassPath {
    /** Java SE and Payara. */
    TYRUS(without("undertow-websockets"), false),
    /** WildFly. */
    UNDERTOW(without("tyrus-"), false),
    /** Tomcat has the API of WebSocket in a jar of its own. */
    TOMCAT(without("undertow-websockets|tyrus-|jakarta\\.websocket-"), true),
    /** Tomcat itself, without the classes of its applications. */
    TOMCAT_SERVER(only("tomcat-embed-core|jakarta\\.annotation-api|microcdi-launch|classes$"), true);

    private final Predicate<String> has;
    private final boolean tomcat;

    ClassPath(Predicate<String> has, boolean tomcat) {
        this.has = has;
        this.tomcat = tomcat;
    }

    String of(Path home) {
        String entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(has)
                .collect(Collectors.joining(File.pathSeparator));
        return tomcat
                ? entries + File.pathSeparator + home.resolve("lib/tomcat/tomcat-embed-websocket.jar")
                : entries;
    }

    private static Predicate<String> without(String names) {
        return only(names).negate();
    }

    private static Predicate<String> only(String names) {
        return Pattern.compile("[/\\\\](" + names + ")[^/\\\\]*$").asPredicate();
    }
}
