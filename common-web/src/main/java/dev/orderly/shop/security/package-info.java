/** Who may use the shop's own calls: everyone in the demo, customers and employees with a login in production. */
@NullMarked
package dev.orderly.shop.security;

import org.jspecify.annotations.NullMarked;
