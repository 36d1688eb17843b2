package io.microcdi.bench.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.microcdi.bench.child.ClientKind;
import io.microcdi.bench.child.ServerKind;
import io.microcdi.bench.child.ServerProcess;
import io.microcdi.bench.echo.Sending;

/** Where something is called. */
enum Host {
    /** Our node in Java SE, and the raw echo on the same server. */
    SE {
        @Override
        void start(Lineup lineup) {
            Started ours = server(lineup, ServerKind.MICRO, lineup.registryUrl(), namespace());
            Started echo = server(lineup, ServerKind.ECHO);
            echo(lineup, echo.meter(), ClassPath.TYRUS, echo.address());
            micro(lineup, ours.meter(), ClassPath.TYRUS);
        }
    },
    /** gRPC. */
    GRPC {
        @Override
        void start(Lineup lineup) {
            for (ServerKind kind : new ServerKind[] { ServerKind.GRPC, ServerKind.GRPC_DIRECT }) {
                Started started = server(lineup, kind);
                lineup.add(row(nameOf(kind)), started.meter(), ClassPath.TYRUS, ClientKind.valueOf(kind.name()),
                        started.address());
            }
        }
    },
    /** RSocket over WebSocket. */
    RSOCKET {
        @Override
        void start(Lineup lineup) {
            Started started = server(lineup, ServerKind.RSOCKET);
            lineup.add(row("rsocket"), started.meter(), ClassPath.TYRUS, ClientKind.RSOCKET, started.address());
        }
    },
    /** The limit of the machine: Netty without a server around it. */
    LIMIT {
        @Override
        void start(Lineup lineup) {
            Started started = server(lineup, ServerKind.NETTY_JSON);
            lineup.add(row(NETTY), started.meter(), ClassPath.TYRUS, ClientKind.NETTY_JSON, started.address());
        }
    },
    /** Tomcat with Weld. */
    TOMCAT {
        @Override
        void start(Lineup lineup) {
            new JakartaServer(this, ClassPath.TOMCAT).start(lineup);
        }
    },
    /** WildFly; with Jakarta REST. */
    WILDFLY {
        @Override
        void start(Lineup lineup) {
            new JakartaServer(this, ClassPath.UNDERTOW).start(lineup);
        }
    },
    /** Payara, whose WebSocket is Tyrus. */
    PAYARA {
        @Override
        void start(Lineup lineup) {
            new JakartaServer(this, ClassPath.TYRUS).start(lineup);
        }
    },
    /** Node.js, called by itself and by ours, and calling ours. */
    NODEJS {
        @Override
        void start(Lineup lineup) {
            new NodeJs(lineup).start();
        }
    };

    /** The contender that is the limit for JSON over WebSocket. */
    static final String NETTY = "netty-json";

    private static final List<ClientKind> OURS = List.of(ClientKind.MICRO, ClientKind.MICRO_DIRECT,
            ClientKind.MICRO_INLINE);

    /** A server in Java SE. */
    record Started(String address, Meter meter) {
    }

    abstract void start(Lineup lineup);

    /** The name in options and results. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    final Row row(String contender) {
        return new Row(label(), contender);
    }

    /** The name of the service there. */
    final String namespace() {
        return "orders-" + label();
    }

    /** The raw echo, in all ways of sending that are asked for. */
    final void echo(Lineup lineup, Meter server, ClassPath classPath, String application) {
        for (Sending sending : Sending.values()) {
            lineup.add(row(sending.contender()), server, classPath, ClientKind.ECHO, application, sending.name());
        }
    }

    /** Ours on this server, in all ways in which routes and callbacks are run. */
    final void micro(Lineup lineup, Meter server, ClassPath classPath) {
        for (ClientKind kind : OURS) {
            lineup.add(row(nameOf(kind)), server, classPath, kind, lineup.registryUrl(), namespace());
        }
    }

    static Started server(Lineup lineup, ServerKind kind, String... args) {
        String[] words = new String[args.length + 1];
        words[0] = kind.name();
        System.arraycopy(args, 0, words, 1, args.length);
        Child child = lineup.java(nameOf(kind) + "-server", ServerProcess.class, ClassPath.TYRUS, Map.of(), words);
        return new Started(child.awaitReady(), lineup.meter(child.handle().pid()));
    }

    private static String nameOf(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
