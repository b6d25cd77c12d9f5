package com.example.billing;

import java.util.ArrayList;

import dev.orderly.events.EventContext;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RequestIdsTests {

    @Test
    void whatARequestRaisesCarriesItsId() throws Exception {
        var seen = new ArrayList<EventContext>();
        var response = new MockHttpServletResponse();

        new RequestIds()
                .doFilter(
                        new MockHttpServletRequest(), response, (request, answer) -> seen.add(EventContext.current()));

        var requestId = response.getHeader(RequestIds.HEADER);
        assertThat(requestId).isNotBlank();
        assertThat(seen).containsExactly(EventContext.EMPTY.withCorrelationId(requestId));
        assertThat(EventContext.current()).isEqualTo(EventContext.EMPTY);
    }
}
