package io.microcdi.bench.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.microcdi.bench.grpc.GrpcService;
import io.microcdi.bench.micro.MicroService;
import io.microcdi.bench.netty.NettyService;
import io.microcdi.bench.rsocket.RSocketService;
import io.microcdi.launch.Application;
import io.microcdi.launch.TomcatServer;

/** The called service, if it is not an application on a server. */
public enum ServerKind {
    /** Raw echo on Tyrus. */
    ECHO {
        @Override
        Running start(String[] args) throws Exception {
            TyrusEcho server = new TyrusEcho();
            return new Running(server.address(), server);
        }
    },
    /** Ours on Tyrus; the address of the registry, and a namespace. */
    MICRO {
        @Override
        Running start(String[] args) throws Exception {
            return new Running(args[1], new MicroService(args[0], args[1]));
        }
    },
    /** gRPC as it comes. */
    GRPC {
        @Override
        Running start(String[] args) throws Exception {
            return grpc(new GrpcService(false));
        }
    },
    /** gRPC without executors. */
    GRPC_DIRECT {
        @Override
        Running start(String[] args) throws Exception {
            return grpc(new GrpcService(true));
        }
    },
    /** RSocket over WebSocket. */
    RSOCKET {
        @Override
        Running start(String[] args) {
            RSocketService service = new RSocketService();
            return new Running("ws://127.0.0.1:" + service.port(), service);
        }
    },
    /** Netty by itself. */
    NETTY_JSON {
        @Override
        Running start(String[] args) {
            NettyService service = new NettyService();
            return new Running("ws://127.0.0.1:" + service.port(), service);
        }
    },
    /** Tomcat: a directory of its own, a port, a directory of libraries, then context path and archive of each application. */
    TOMCAT {
        @Override
        Running start(String[] args) {
            List<Application> applications = new ArrayList<>();
            for (int i = 3; i < args.length; i += 2) {
                applications.add(new Application(args[i], args[i], Path.of(args[i + 1])));
            }
            TomcatServer server = new TomcatServer(Path.of(args[0]), Integer.parseInt(args[1]), applications,
                    Path.of(args[2]));
            server.check();
            return new Running(args[1], server);
        }
    };

    /** A server, and what its clients must know of it. */
    record Running(String address, AutoCloseable server) {
    }

    abstract Running start(String[] args) throws Exception;

    private static Running grpc(GrpcService service) {
        return new Running("127.0.0.1:" + service.port(), service);
    }
}
