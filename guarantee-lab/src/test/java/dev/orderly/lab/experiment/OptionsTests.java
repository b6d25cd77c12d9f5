package dev.orderly.lab.experiment;

import java.util.EnumSet;
import java.util.List;

import dev.orderly.lab.rung.Rung;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OptionsTests {

    @Test
    void aSingleCellIsWatched() {
        var options = Options.parse(List.of("--rung", "book", "--experiment=commits-late", "--seed", "-3"));

        assertThat(options.rungs()).containsExactly(Rung.BOOK);
        assertThat(options.experiments()).containsExactly(Experiment.COMMITS_LATE);
        assertThat(options.seed()).isEqualTo(-3);
        assertThat(options.scale()).isEqualTo(Scale.WATCHED);
    }

    @Test
    void everythingIsRunUnlessSomethingIsChosen() {
        var options = Options.parse(List.of("--quick"));

        assertThat(options.rungs()).containsExactly(Rung.values());
        assertThat(options.experiments()).isEqualTo(EnumSet.allOf(Experiment.class));
        assertThat(options.scale()).isEqualTo(Scale.QUICK);
    }

    @Test
    void aWrongOptionIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--rungs=BOOK", "--verbose")))
                .withMessageContaining("--verbose");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of("--seed")))
                .withMessageContaining("--seed needs a value");
        assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(List.of("--rung", "NONE")));
    }
}
