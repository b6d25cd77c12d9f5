package dev.orderly.lab.rung.asyncaftercommit;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;

/** Wired like the asynchronous rung: only the handler's annotations differ. */
@Configuration(proxyBeanMethods = false)
@EnableAsync
@Import(SpringEventsConfiguration.class)
public class AsyncAfterCommitRung {

    @Bean
    AsyncAfterCommitHandler asyncAfterCommitHandler(LabRefunds refunds) {
        return new AsyncAfterCommitHandler(refunds);
    }
}
