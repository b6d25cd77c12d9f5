package dev.orderly.events.access;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is stored of the actions of operators.
 *
 * @param retention how long an action is kept. 0: forever
 */
@ConfigurationProperties("orderly.operator-actions")
record OperatorActionProperties(@DefaultValue("365d") Duration retention) {}
