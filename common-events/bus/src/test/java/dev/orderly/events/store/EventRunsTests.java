package dev.orderly.events.store;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventRunsTests {

    @Test
    void idsThatFollowEachOtherNeedNoOffsets() {
        assertThat(offsets(LongStream.rangeClosed(11, 20))).isNull();
    }

    @Test
    void idsWithGapsAreOneSparseRun() {
        assertThat(offsets(LongStream.of(11, 13, 14, 20))).containsExactly(0, 2, 3, 9);
    }

    @Test
    void aRowForEachRangeIsKeptIfTheRangesAreLong() {
        assertThat(offsets(LongStream.rangeClosed(11, 200).filter(id -> id != 100)))
                .isNull();
    }

    @Test
    void aSparseRunReachesOverNoMoreIdsThanAPartitionHas() {
        assertThat(offsets(LongStream.of(11, 10 + RangePartitions.SIZE))).isNotNull();
        assertThat(offsets(LongStream.of(11, 11 + RangePartitions.SIZE))).isNull();
    }

    private static int[] offsets(LongStream ids) {
        List<Long> ascending = ids.boxed().toList();
        return EventRuns.offsets(ascending, InsertionIds.rangesOf(ascending));
    }
}
