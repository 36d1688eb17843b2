package io.microcdi.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTableTest {

    private final AnswerTable table = new AnswerTable(4);

    @Test
    void aTextIsFoundAtItsPosition() {
        table.set(0, "{\"host\":\"10.0.0.1\",\"port\":9000}");
        table.set(3, "{\"host\":\"zürich-例え\",\"port\":1}");
        assertThat(table.get(0)).isEqualTo("{\"host\":\"10.0.0.1\",\"port\":9000}");
        assertThat(table.get(3)).isEqualTo("{\"host\":\"zürich-例え\",\"port\":1}");
    }

    @Test
    void aLongerTextMakesRoomAndTheOthersStay() {
        for (int length = 1; length < 112; length++) {
            table.set(0, "a");
            table.set(1, "x".repeat(length));
            table.set(2, "b");
            assertThat(table.get(0) + table.get(1) + table.get(2)).isEqualTo("a" + "x".repeat(length) + "b");
        }
    }

    @Test
    void aTextThatFewHaveIsNotKeptAndTakesNoRoomFromTheOthers() {
        table.set(0, "a");
        table.set(1, "b".repeat(112));
        table.set(2, "c".repeat(3_000));
        table.set(3, "d");
        assertThat(table.get(1)).isNull();
        assertThat(table.get(2)).isNull();
        assertThat(table.get(0) + table.get(3)).isEqualTo("ad");
        table.set(1, "e");
        assertThat(table.get(1)).isEqualTo("e");
    }

    @Test
    void aTextIsTheSameWhereItWasMovedAndWhenThereIsMoreRoom() {
        table.set(3, "a".repeat(50));
        table.move(3, 1);
        table.grow(8);
        table.set(7, "b");
        assertThat(table.get(1)).isEqualTo("a".repeat(50));
        assertThat(table.get(7)).isEqualTo("b");
    }
}
