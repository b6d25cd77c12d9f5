package dev.orderly.lab.rung.aftercommit;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wired like the synchronous rung: only the handler's annotations differ. */
@Configuration(proxyBeanMethods = false)
@Import(SpringEventsConfiguration.class)
public class AfterCommitRung {

    @Bean
    AfterCommitHandler afterCommitHandler(LabRefunds refunds) {
        return new AfterCommitHandler(refunds);
    }
}
