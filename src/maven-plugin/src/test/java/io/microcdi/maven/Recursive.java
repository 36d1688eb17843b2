package io.microcdi.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbTypeAdapter;

import io.microcdi.annotation.Route;

/** Services whose payloads contain themselves; they are only compiled and indexed. */
final class Recursive {

    private Recursive() {
    }

    record Tree(String name, List<Tree> children, Map<String, Tree> byName, Tree[] others) {
    }

    /** Refers to itself with its arguments in another order: there are two of these types. */
    record Pair<A, B>(A first, Pair<B, A> turned) {
    }

    static class Ordered<T extends Ordered<T>> {
        private T next;

        public T getNext() {
            return next;
        }

        public void setNext(T newNext) {
            next = newNext;
        }
    }

    static class Item extends Ordered<Item> {
    }

    record Box<T>(T content) {
    }

    static class Finite {

        @Route("/tree")
        Tree tree(Tree tree) {
            return tree;
        }

        @Route("/pair")
        void pair(Pair<Tree, String> pair) {
        }

        @Route("/item")
        void item(Item item) {
        }

        @Route("/boxes")
        void boxes(Box<Box<Box<Tree>>> boxes) {
        }
    }

    /** Refers to itself with an argument that is longer each time. */
    record Node<T>(T value, Node<List<T>> next) {
    }

    record Grid<T>(Grid<T[]> rows) {
    }

    /** Only both together are longer each time. */
    record Left<T>(Right<List<T>> right) {
    }

    record Right<T>(Left<T> left, String text) {
    }

    /** The longer type is an argument of another one. */
    record Boxed<T>(Box<Boxed<Box<T>>> box, Map<String, Boxed<Box<T>>> named) {
    }

    static class Above<T> {
        private Below<T> below;

        public Below<T> getBelow() {
            return below;
        }

        public void setBelow(Below<T> newBelow) {
            below = newBelow;
        }
    }

    /** Its superclass is longer. */
    static class Below<T> extends Above<List<T>> {
    }

    static class Bag<T> extends ArrayList<Bag<List<T>>> {
        private static final long serialVersionUID = 1L;
    }

    record Order(String id, Node<String> node, Box<String> box) {
    }

    static class Nodes {

        @Route("/node")
        Node<String> node(Node<Integer> node) {
            return null;
        }
    }

    @SuppressWarnings("rawtypes")
    static class RawNodes {

        @Route("/raw")
        Node raw(Node<?> node) {
            return null;
        }
    }

    static class Grids {

        @Route("/grid")
        void grid(Grid<String> grid) {
        }
    }

    static class Sides {

        @Route("/left")
        void left(Left<String> left) {
        }
    }

    static class Boxes {

        @Route("/boxed")
        void boxed(Boxed<String> boxed) {
        }
    }

    static class Heirs {

        @Route("/below")
        void below(Below<String> below) {
        }
    }

    static class Bags {

        @Route("/bag")
        void bag(Bag<String> bag) {
        }
    }

    static class Orders {

        @Route("/order")
        List<Order> order(Order order) {
            return List.of();
        }
    }

    @JsonbTypeAdapter(RopeAdapter.class)
    record Rope<T>(Rope<List<T>> next) {
    }

    /** Writes a rope as a text. */
    public static class RopeAdapter implements JsonbAdapter<Rope<?>, String> {

        @Override
        public String adaptToJson(Rope<?> rope) {
            return "rope";
        }

        @Override
        public Rope<?> adaptFromJson(String text) {
            return new Rope<>(null);
        }
    }

    static class Ropes {

        @Route("/rope")
        void rope(Rope<String> rope) {
        }
    }
}
