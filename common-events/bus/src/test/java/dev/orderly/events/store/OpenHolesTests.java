package dev.orderly.events.store;

import java.util.Set;

import dev.orderly.events.store.OpenHoles.Suspect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OpenHolesTests {

    private final OpenHoles holes = new OpenHoles();

    @BeforeEach
    void nothingIsOpen() {
        holes.lookedInto(snapshot(100));
    }

    @Test
    void newHolesAreLookedIntoOnceWhateverHasEnded() {
        holes.found(11, 20, 105);
        assertThat(holes.suspects().first()).isEqualTo(11);
        assertThat(holes.suspects().unchecked()).isEqualTo(11);
        assertThat(holes.closable()).isEmpty();

        holes.lookedInto(snapshot(106, 103L));
        assertThat(holes.suspects().unchecked()).isEqualTo(Long.MAX_VALUE);
        assertThat(holes.suspects().pending()).containsExactly(new Suspect(103, 11));
        assertThat(holes.closable()).isEmpty();
    }

    @Test
    void holesAreClosedWhenNobodyIsLeftWhoCouldFillThem() {
        holes.found(11, 20, 105);
        holes.lookedInto(snapshot(110, 103L, 107L));
        assertThat(holes.closable()).isEmpty();

        holes.lookedInto(snapshot(112, 107L));
        assertThat(holes.closable()).hasValue(20);
        holes.closed();
        assertThat(holes.closable()).isEmpty();
        assertThat(holes.suspects().pending()).isEmpty();
    }

    @Test
    void aTransactionThatBeganLaterCannotFillThem() {
        holes.found(11, 20, 105);
        holes.lookedInto(snapshot(110, 105L, 106L));
        assertThat(holes.closable()).hasValue(20);
    }

    @Test
    void ifATransactionEndsTheHolesThatItMayHaveFilledAreSuspects() {
        holes.found(11, 20, 105);
        holes.lookedInto(snapshot(106, 103L));
        holes.found(21, 30, 110);
        holes.lookedInto(snapshot(111, 103L, 107L));
        assertThat(holes.suspects().pending()).containsExactlyInAnyOrder(new Suspect(103, 11), new Suspect(107, 21));
    }

    @Test
    void holesThatTheSameTransactionsMayFillAreOneStretch() {
        for (int i = 1; i <= 1000; i++) {
            holes.found(10L * i, 10L * i + 9, 110 + 10L * i);
            holes.lookedInto(snapshot(119 + 10L * i, 103L));
        }
        assertThat(holes.stretches()).isEqualTo(1);
        assertThat(holes.suspects().pending()).containsExactly(new Suspect(103, 10));
    }

    @Test
    void holesOfAnotherSequencerNeedABound() {
        holes.adopt(11, 20);
        holes.lookedInto(snapshot(110));
        assertThat(holes.closable()).isEmpty();
        assertThat(holes.isBoundMissing()).isTrue();

        holes.bound(112);
        assertThat(holes.suspects().unchecked()).isEqualTo(11);
        holes.lookedInto(snapshot(113, 108L));
        assertThat(holes.closable()).isEmpty();
        holes.lookedInto(snapshot(114));
        assertThat(holes.closable()).hasValue(20);
    }

    @Test
    void onAServerWhoseTransactionIdsBeginAnewTheyNeedANewBound() {
        holes.found(11, 20, 105);
        holes.lookedInto(snapshot(50));
        assertThat(holes.isBoundMissing()).isTrue();
    }

    private static Snapshot snapshot(long next, Long... running) {
        return new Snapshot(next, Set.of(running));
    }
}
