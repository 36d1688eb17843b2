package io.microcdi.bench.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** The system's own where Netty has it, as RSocket takes it. */
final class Transport {

    /** Jackson reads UTF-8, and finds what is none. */
    static final WebSocketDecoderConfig DECODER = WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(16 << 10)
            .withUTF8Validator(false).build();
    static final int MAX_HANDSHAKE = 8 << 10;

    private Transport() {
    }

    static EventLoopGroup group() {
        return Epoll.isAvailable() ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
    }

    static Class<? extends ServerSocketChannel> server() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    static Class<? extends SocketChannel> client() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
