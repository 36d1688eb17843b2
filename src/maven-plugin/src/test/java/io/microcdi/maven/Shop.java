package io.microcdi.maven;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.annotation.JsonbNumberFormat;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import io.microcdi.CallOptions;
import io.microcdi.RawJson;
import io.microcdi.RouteContext;
import io.microcdi.annotation.Metadata;
import io.microcdi.annotation.Route;
import io.microcdi.annotation.RouteParam;

/** Services with routes of each kind, which are only compiled and indexed. */
final class Shop {

    private Shop() {
    }

    record Order(@NotNull UUID id, @Positive int count, @Size(min = 3, max = 3) String currency, Instant at,
            List<Line> lines) {
    }

    record Line(String article, BigDecimal price, State state) {
    }

    enum State {
        NEW, PAID
    }

    /** A class of getters and setters, as JSON-B sees it. */
    public static class Customer {
        private String name;
        private String secret;
        private String unseen;

        @JsonbProperty("full-name")
        public String getName() {
            return name;
        }

        public void setName(String newName) {
            name = newName;
        }

        @JsonbTransient
        public String getSecret() {
            return secret + unseen;
        }
    }

    interface Reading<K, V> {

        @Route(value = "/{id}", idempotent = true)
        V find(@RouteParam("id") K id);

        @Route("/nothing")
        default void nothing(RouteContext context) {
        }
    }

    @Route("/orders")
    static class Orders implements Reading<UUID, Order> {

        @Override
        public Order find(UUID id) {
            return null;
        }

        @Route("/")
        CompletionStage<Order> place(Order order, RouteContext context) {
            return new CompletableFuture<>();
        }

        @Route("/{id}/lines/{number}")
        @RolesAllowed({ "clerk", "admin" })
        Optional<Line> line(@RouteParam("id") UUID id, @RouteParam("number") @Max(99) int number) {
            return Optional.empty();
        }
    }

    /** A generic class, whose schemas are named by its type arguments. */
    public record Batch<T>(T value, Batch<T> next) {
    }

    static class Sizes {

        @Route("/sizes")
        Batch<Line[]> sizes(Batch<Line> size) {
            return null;
        }
    }

    @PermitAll
    static class Others {

        @Route("/customers")
        Map<String, Customer> customers(Optional<Customer> like) {
            return Map.of();
        }

        @Route("/raw")
        RawJson raw(RawJson json) {
            return json;
        }

        @Route("/files/{path...}")
        CompletionStage<Void> file(@RouteParam("path") String path) {
            return new CompletableFuture<>();
        }

        @Route("/grüße/{state}")
        String greet(@RouteParam("state") State state) {
            return "";
        }

        @Route("/closed")
        @DenyAll
        void closed() {
        }

        @Route("/find")
        List<Line> find(@Metadata("tenant") String tenant, RouteContext context, CallOptions options) {
            return List.of();
        }
    }

    /** A typed client: nothing serves it. */
    interface Client {

        @Route("/elsewhere")
        String elsewhere();
    }

    static class MoreOrders extends Orders {

        @Override
        public Order find(UUID id) {
            return super.find(id);
        }
    }

    static class Broken {

        @Route("no-slash")
        void broken() {
        }
    }

    static class Reserved {

        @Route("/-/health")
        void reserved() {
        }
    }

    @Route("/orders/")
    static class BadPrefix {

        @Route("/x")
        void below() {
        }
    }

    static class Trees {

        @Route("/trees/{path...}")
        void below(@RouteParam("path") String path) {
        }

        @Route("/trees/{id}")
        void tree(@RouteParam("id") String id) {
        }

        @Route("/trees/{id}/{path...}")
        void deeper(@RouteParam("id") String id, @RouteParam("path") String path) {
        }

        @Route("/leaves/{id}")
        void leaf(@RouteParam("id") String id) {
        }

        @Route("/leaves/{id...}")
        void leaves(@RouteParam("id") String id) {
        }
    }

    static class Ids {

        @Route("/1")
        void find() {
        }

        @Route("/2")
        void find(String text) {
        }

        @Route("/3")
        void find_2() {
        }
    }

    interface Stored<T> {

        @Route("/archive")
        T[] all();

        @Route("/archive/several")
        void several(T[][] groups);
    }

    static class Archive implements Stored<Order> {

        @Override
        public Order[] all() {
            return new Order[0];
        }

        @Override
        public void several(Order[][] groups) {
        }
    }

    static class Rival {

        @Route("/raw")
        void raw() {
        }
    }

    /** Writes a line as its article. */
    public static class LineAdapter implements JsonbAdapter<Line, String> {

        @Override
        public String adaptToJson(Line line) {
            return line.article();
        }

        @Override
        public Line adaptFromJson(String article) {
            return new Line(article, null, null);
        }
    }

    @JsonbTypeAdapter(WeightAdapter.class)
    record Weight(BigDecimal grams) {
    }

    /** Writes a weight as a text. */
    public static class WeightAdapter implements JsonbAdapter<Weight, String> {

        @Override
        public String adaptToJson(Weight weight) {
            return weight.grams() + " g";
        }

        @Override
        public Weight adaptFromJson(String text) {
            return new Weight(new BigDecimal(text.replace(" g", "")));
        }
    }

    record Parcel(@JsonbNumberFormat("0.00") BigDecimal price, @JsonbDateFormat("dd.MM.yyyy") Instant sent,
            @JsonbTypeAdapter(LineAdapter.class) Line line, Weight weight, List<Weight> weights) {
    }

    @JsonbTypeInfo(@JsonbSubtype(alias = "van", type = Van.class))
    interface Vehicle {
        String getPlate();
    }

    record Van(String plate) implements Vehicle {

        @Override
        public String getPlate() {
            return plate;
        }
    }

    /** A generic class of which JSON-B sees some properties in one direction only. */
    public static class Account<T> {
        private T owner;
        private String password;
        private String created;
        private String unseen;

        public T getOwner() {
            return owner;
        }

        public void setOwner(T newOwner) {
            owner = newOwner;
        }

        @JsonbTransient
        public String getPassword() {
            return password;
        }

        @JsonbProperty("pass-word")
        public void setPassword(String newPassword) {
            password = newPassword;
        }

        public String getCreated() {
            return created;
        }

        @JsonbTransient
        public void setCreated(String newCreated) {
            created = newCreated;
        }

        @JsonbTransient
        public String getUnseen() {
            return unseen;
        }

        @JsonbTransient
        public void setUnseen(String newUnseen) {
            unseen = newUnseen;
        }
    }

    /** The same properties in a class that is not generic. */
    public static class Login extends Account<Line> {
    }

    static class Parcels {

        @Route("/parcels")
        Parcel send(Vehicle vehicle) {
            return null;
        }

        @Route("/weights")
        void weigh(Weight weight) {
        }

        @Route("/logins")
        void login(Login login) {
        }

        @Route("/accounts")
        Account<Line> open(Account<Customer> account) {
            return null;
        }
    }

    @SuppressWarnings("rawtypes")
    static class Raw {

        @Route("/optional")
        Optional optional(Optional payload) {
            return payload;
        }
    }

    static class Nobody {

        @Route("/nobody")
        @RolesAllowed({})
        void nobody() {
        }

        @Route("/all")
        void all() {
        }
    }

    static class Depots {

        @Route("/depots")
        List<Depot> depots(Optional<Line[]> lines) {
            return List.of();
        }
    }

    record Depot(State state) {
    }
}
