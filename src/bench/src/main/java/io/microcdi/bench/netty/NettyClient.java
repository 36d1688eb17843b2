package io.microcdi.bench.netty;

import java.io.IOException;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.microcdi.bench.load.Client;
import io.microcdi.bench.load.Done;
import io.microcdi.bench.load.Order;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;

/** One connection. All but the queue belongs to its one thread. */
public final class NettyClient implements Client {

    private record Call(Order order, Done done) {
    }

    private final EventLoopGroup group = Transport.group();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final LongObjectMap<Call> waiting = new LongObjectHashMap<>();
    private final FrameCodec codec = new FrameCodec();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private final Channel channel;
    private long numbers;

    /** Connects. */
    public NettyClient(URI server) {
        channel = new Bootstrap().group(group).channel(Transport.client()).option(ChannelOption.TCP_NODELAY, true)
                .handler(new Pipeline(server)).connect(server.getHost(), server.getPort()).syncUninterruptibly()
                .channel();
        open.join();
    }

    @Override
    public void start(Order order, Done done) {
        Call call = new Call(order, done);
        if (channel.eventLoop().inEventLoop()) {
            // from an answer: the end of this read writes it, with all others
            send(call);
            return;
        }
        calls.add(call);
        if (sending.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::sendAll);
        }
    }

    @Override
    public void call(Order order) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        start(order, failure -> {
            if (failure == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        answer.join();
    }

    private void sendAll() {
        sending.set(false);
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            send(call);
        }
        channel.flush();
    }

    private void send(Call call) {
        long number = numbers++;
        waiting.put(number, call);
        try {
            channel.write(new TextWebSocketFrame(codec.write(Frame.request(number, call.order), channel.alloc())),
                    channel.voidPromise());
        } catch (IOException e) {
            waiting.remove(number);
            call.done.done(e);
        }
    }

    private void received(Frame answer) {
        Call call = waiting.remove(answer.id());
        Throwable wrong = null;
        try {
            if (answer.status() != Frame.OK) {
                throw new IllegalStateException("answered with " + answer.status());
            }
            call.order.check(answer.order());
        } catch (IllegalStateException e) {
            wrong = e;
        }
        call.done.done(wrong);
    }

    private void failed(Throwable failure) {
        open.completeExceptionally(failure);
        for (Call call : waiting.values()) {
            call.done.done(failure);
        }
        waiting.clear();
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {

        private final URI server;

        Pipeline(URI server) {
            this.server = server;
        }

        @Override
        protected void initChannel(SocketChannel connecting) {
            connecting.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(Transport.MAX_HANDSHAKE),
                    new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder().webSocketUri(server)
                            .maxFramePayloadLength(Transport.DECODER.maxFramePayloadLength()).withUTF8Validator(false)
                            .build()),
                    new Receiving());
        }
    }

    private final class Receiving extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                open.complete(null);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame answer) throws IOException {
            received(codec.read(answer.content()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            failed(failure);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            failed(new IOException("the server has closed the connection"));
        }
    }
}
