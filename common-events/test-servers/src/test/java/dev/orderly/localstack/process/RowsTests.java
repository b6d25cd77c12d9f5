package dev.orderly.localstack.process;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowsTests {

    @Test
    void aLineThatFitsIsOneRow() {
        assertThat(Rows.of("ten chars.", 10, 2)).containsExactly("ten chars.");
        assertThat(Rows.of("", 10, 2)).containsExactly("");
    }

    @Test
    void aWiderLineBreaksAtASpaceAndGoesOnIndented() {
        assertThat(Rows.of("one two three four", 10, 2)).containsExactly("one two", "  three", "  four");
    }

    @Test
    void aWordThatIsWiderThanARowIsBrokenItself() {
        assertThat(Rows.of("a 1234567890123456789", 10, 2)).containsExactly("a", "  12345678", "  90123456", "  789");
    }
}
