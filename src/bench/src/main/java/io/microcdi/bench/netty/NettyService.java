package io.microcdi.bench.netty;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** A server that returns orders. */
public final class NettyService implements AutoCloseable {

    private static final String PATH = "/";

    private final EventLoopGroup group = Transport.group();
    private final Channel channel;

    /** Starts it on any free port of the loopback address. */
    public NettyService() {
        channel = new ServerBootstrap().group(group).channel(Transport.server())
                .childOption(ChannelOption.TCP_NODELAY, true).childHandler(new Pipeline())
                .bind(new InetSocketAddress("127.0.0.1", 0)).syncUninterruptibly().channel();
    }

    /** Where it listens. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    private static final class Pipeline extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel accepted) {
            accepted.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(Transport.MAX_HANDSHAKE),
                    new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder().websocketPath(PATH)
                            .decoderConfig(Transport.DECODER).build()),
                    new Answering());
        }
    }

    private static final class Answering extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final FrameCodec codec = new FrameCodec();

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame request) throws IOException {
            Frame answer = codec.read(request.content()).answer();
            context.write(new TextWebSocketFrame(codec.write(answer, context.alloc())), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
