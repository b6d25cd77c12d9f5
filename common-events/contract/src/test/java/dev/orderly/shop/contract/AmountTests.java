package dev.orderly.shop.contract;

import java.math.BigDecimal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AmountTests {

    @ParameterizedTest
    @ValueSource(strings = {"0", "30000", "0.01", "3E+4", "99999999999999999999.99", "0.0000000001"})
    void acceptsAnyAmountThatAPriceCanHave(String amount) {
        assertThatCode(() -> new Amount(new BigDecimal(amount), "KRW")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e2147483647", "1e-2147483647", "1e41"})
    void rejectsANumberThatWouldFillTheMemory(String amount) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Amount(new BigDecimal(amount), "KRW"));
    }
}
