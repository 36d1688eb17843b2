package io.microcdi.bench.child;

import io.microcdi.bench.grpc.GrpcService;
import io.microcdi.bench.micro.MicroService;

/** What is called, where it is not an application on a server. */
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
    };

    /** A server, and what its clients must know of it. */
    record Running(String address, AutoCloseable server) {
    }

    abstract Running start(String[] args) throws Exception;

    private static Running grpc(GrpcService service) {
        return new Running("127.0.0.1:" + service.port(), service);
    }
}
