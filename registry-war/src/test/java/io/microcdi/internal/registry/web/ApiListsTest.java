package io.microcdi.internal.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiListsTest {

    private static final Comparator<Row> ORDER = Comparator.comparing(Row::number).reversed()
            .thenComparing(Row::place);

    /** Numbers of which many are equal; their places tell them apart. */
    private record Row(int number, int place) {
    }

    @ParameterizedTest
    @CsvSource({ "0, 50", "0, 1", "950, 50", "951, 50", "4950, 50", "4990, 50", "6000, 50", "2147483647, 1000",
            "0, 1000" })
    void aPageIsThatOfTheSortedList(int offset, int limit) {
        Random random = new Random(3);
        List<Row> all = IntStream.range(0, 5_000).mapToObj(i -> new Row(random.nextInt(100), i)).toList();
        assertThat(ApiLists.first(all.stream(), ORDER, offset, limit)).isEqualTo(
                new ApiLists.Page<>(5_000, all.stream().sorted(ORDER).skip(offset).limit(limit).toList()));
        List<Row> few = all.subList(0, 30);
        assertThat(ApiLists.first(few.stream(), ORDER, 0, 50))
                .isEqualTo(new ApiLists.Page<>(30, few.stream().sorted(ORDER).toList()));
    }
}
