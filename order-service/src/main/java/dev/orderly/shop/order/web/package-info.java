/** Orders over REST. */
@NullMarked
package dev.orderly.shop.order.web;

import org.jspecify.annotations.NullMarked;
