package dev.orderly.events.operator;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator may see.
 *
 * @param maskedFields the names of the JSON properties whose values are masked when an operator reads the payload of a dead
 *                     letter, because they are personal
 */
@ConfigurationProperties("orderly.operator")
record OperatorProperties(
        @DefaultValue({"name", "email", "phone", "address", "recipient"})
        Set<String> maskedFields) {}
