package io.microcdi.bench.netty;

import java.io.IOException;
import java.io.OutputStream;

import io.microcdi.bench.load.Order;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Frames as UTF-8 and back, without a tree and without a string in between; for one thread. */
final class FrameCodec {

    private static final JsonMapper MAPPER = JsonMapper.builder().disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build();
    private static final ObjectReader ORDERS = MAPPER.readerFor(Order.class);
    private static final ObjectWriter ORDER = MAPPER.writerFor(Order.class);
    private static final SerializedString ID = new SerializedString("id");
    private static final SerializedString MODE = new SerializedString("mode");
    private static final SerializedString TWOWAY = new SerializedString("twoway");
    private static final SerializedString DATA = new SerializedString("data");
    private static final SerializedString URL = new SerializedString("url");
    private static final SerializedString STATUS = new SerializedString("status");
    private static final int REQUEST = 0;
    private static final int RESPONSE = 1;
    private static final int USUAL_SIZE = 256;

    private byte[] bytes = new byte[USUAL_SIZE];

    ByteBuf write(Frame frame, ByteBufAllocator allocator) throws IOException {
        ByteBuf buffer = allocator.directBuffer(USUAL_SIZE);
        try (JsonGenerator json = MAPPER.createGenerator((OutputStream) new ByteBufOutputStream(buffer))) {
            boolean request = frame.status() == 0;
            json.writeStartObject();
            json.writeFieldName(ID);
            json.writeNumber(frame.id());
            json.writeFieldName(MODE);
            json.writeNumber(request ? REQUEST : RESPONSE);
            if (request) {
                json.writeFieldName(TWOWAY);
                json.writeBoolean(true);
            }
            json.writeFieldName(DATA);
            json.writeStartObject();
            if (request) {
                json.writeFieldName(URL);
                json.writeString(frame.url());
            } else {
                json.writeFieldName(STATUS);
                json.writeNumber(frame.status());
            }
            json.writeFieldName(DATA);
            ORDER.writeValue(json, frame.order());
            json.writeEndObject();
            json.writeEndObject();
        }
        return buffer;
    }

    Frame read(ByteBuf content) throws IOException {
        int length = content.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        content.getBytes(content.readerIndex(), bytes, 0, length);
        try (JsonParser json = MAPPER.createParser(bytes, 0, length)) {
            json.nextToken();
            long id = -1;
            Frame data = null;
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "id" -> id = json.getLongValue();
                    case "data" -> data = data(json);
                    default -> json.skipChildren();
                }
            }
            if (id < 0 || data == null) {
                throw new IOException("a frame has an id and data");
            }
            return new Frame(id, data.url(), data.status(), data.order());
        }
    }

    private static Frame data(JsonParser json) throws IOException {
        String url = null;
        int status = 0;
        Order order = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "url" -> url = json.getText();
                case "status" -> status = json.getIntValue();
                case "data" -> order = ORDERS.readValue(json);
                default -> json.skipChildren();
            }
        }
        return new Frame(-1, url, status, order);
    }
}
