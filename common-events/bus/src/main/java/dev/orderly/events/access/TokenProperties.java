package dev.orderly.events.access;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call the feed and the operator's API.
 *
 * @param tokens the accepted bearer tokens, each as name:role:token with the role reader or operator. A reader's name is the
 *               name of the consumer that pulls the feed
 */
@ConfigurationProperties("orderly")
record TokenProperties(@DefaultValue List<String> tokens) {

    /** Without the tokens: a settings record can end up in a log. */
    @Override
    public String toString() {
        return "TokenProperties[tokens=%d]".formatted(tokens.size());
    }
}
