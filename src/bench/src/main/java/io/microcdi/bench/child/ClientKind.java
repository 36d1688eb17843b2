package io.microcdi.bench.child;

import java.net.URI;

import io.microcdi.bench.echo.EchoClient;
import io.microcdi.bench.echo.Sending;
import io.microcdi.bench.grpc.GrpcClient;
import io.microcdi.bench.load.Client;
import io.microcdi.bench.micro.MicroClient;
import io.microcdi.bench.micro.MicroService;
import io.microcdi.bench.netty.NettyClient;
import io.microcdi.bench.rest.RestClient;
import io.microcdi.bench.rsocket.RSocketClient;
import io.microcdi.config.CallbackMode;

/** The calling clients. Each is opened with its own arguments. */
public enum ClientKind {
    /** The address of an application with the raw echo, and a {@link Sending}. */
    ECHO {
        @Override
        Client open(String[] args) throws Exception {
            Sending sending = Sending.valueOf(args[1]);
            return new EchoClient(URI.create(args[0] + sending.path()), sending);
        }
    },
    /** The address of the registry, and a namespace. */
    MICRO {
        @Override
        Client open(String[] args) throws Exception {
            return new MicroClient(args[0], args[1], MicroService.POOLED, CallbackMode.POOL);
        }
    },
    /** The same where the reading thread runs the callbacks. */
    MICRO_DIRECT {
        @Override
        Client open(String[] args) throws Exception {
            return new MicroClient(args[0], args[1], MicroService.POOLED, CallbackMode.INLINE);
        }
    },
    /** The same where reading threads run the route, too. */
    MICRO_INLINE {
        @Override
        Client open(String[] args) throws Exception {
            return new MicroClient(args[0], args[1], MicroService.INLINE, CallbackMode.INLINE);
        }
    },
    /** Host and port. */
    GRPC {
        @Override
        Client open(String[] args) {
            return new GrpcClient(args[0], false);
        }
    },
    /** Host and port. */
    GRPC_DIRECT {
        @Override
        Client open(String[] args) {
            return new GrpcClient(args[0], true);
        }
    },
    /** The address of a server. */
    RSOCKET {
        @Override
        Client open(String[] args) {
            return new RSocketClient(URI.create(args[0]));
        }
    },
    /** The address of a server. */
    NETTY_JSON {
        @Override
        Client open(String[] args) {
            return new NettyClient(URI.create(args[0]));
        }
    },
    /** The address of a resource. */
    REST {
        @Override
        Client open(String[] args) {
            return new RestClient(args[0]);
        }
    };

    abstract Client open(String[] args) throws Exception;
}
