//! The origin of an address, which says whose it is: `scheme://host[:port]`.

/// The origin of an address in lower case: `https://api.shop.example:8443`. `None` if the text is
/// not an address, or its host name may be incomplete.
///
/// A text that ends within the host name (`https://api.`) has no origin; one that ends after it
/// has.
pub(crate) fn origin(text: &str) -> Option<String> {
    let (scheme, rest) = scheme(text)?;
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = &rest[..end];
    // User name and password before the host are removed; they must not be repeated.
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match authority.rfind(':').filter(|_| !authority.ends_with(']')) {
        Some(at) => (&authority[..at], Some(&authority[at + 1..])),
        None => (authority, None),
    };
    let is_port = port.is_none_or(|port| {
        !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    if !is_host(host) || !is_port {
        return None;
    }
    let port = port.filter(|port| {
        !matches!((scheme, *port), ("https" | "wss", "443") | ("http" | "ws", "80"))
    });
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}://{}{port}", host.to_lowercase()))
}

/// The address shortened to its host, if the host name is complete: `https://host/`. Appending text
/// does not change the host.
pub(crate) fn closed(text: &str) -> Option<String> {
    let (_, rest) = scheme(text)?;
    rest.contains(['/', '?', '#', '\\']).then(|| origin(text)).flatten().map(|origin| origin + "/")
}

/// The scheme, and the text after `://`; for `//host/`, it is the scheme of the page, which is
/// encrypted.
fn scheme(text: &str) -> Option<(&'static str, &str)> {
    // MQTT libraries use `wxs` and `wx` for the platform's sockets.
    const SCHEMES: [(&str, &str); 9] = [
        ("https", "https"),
        ("http", "http"),
        ("wss", "wss"),
        ("ws", "ws"),
        ("rtmp", "rtmp"),
        ("rtmps", "rtmps"),
        ("webrtc", "webrtc"),
        ("wxs", "wss"),
        ("wx", "ws"),
    ];
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix("//") {
        return Some(("https", rest));
    }
    let (scheme, rest) = text.split_once("://")?;
    SCHEMES
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(scheme))
        .map(|(_, scheme)| (scheme, rest))
}

/// `tcp://host`, `cloud://function`: a name that is not a URL, with a prefix that says what it is.
/// Only names that are safe to print are accepted.
pub(crate) fn named(scheme: &str, name: &str) -> Option<String> {
    const LONGEST: usize = 128;
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '@' | '/');
    let is_name = !name.is_empty() && name.chars().count() <= LONGEST && name.chars().all(is_plain);
    is_name.then(|| format!("{scheme}://{name}"))
}

/// The host name of an origin, without scheme and port.
pub(crate) fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match rest.rfind(':').filter(|_| !rest.ends_with(']')) {
        Some(at) => &rest[..at],
        None => rest,
    }
}

/// Whether a text is a host: a name with a dot, `localhost`, an address of four numbers, or one in
/// brackets.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let mut labels = host.split('.');
    let is_named = host.eq_ignore_ascii_case("localhost") || host.contains('.');
    is_named && host.len() <= 253 && labels.all(is_label) && !has_short_end(host)
}

/// `v1.0`, `1.2.3`: a version, not a host. Numbers are a host only if there are four of them.
fn has_short_end(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    last.bytes().all(|byte| byte.is_ascii_digit()) && host.parse::<std::net::Ipv4Addr>().is_err()
}

/// Whether a host is the developer's own machine, so that no traffic leaves it.
pub(crate) fn is_local(host: &str) -> bool {
    if matches!(host.rsplit('.').next(), Some("localhost" | "local")) {
        return true;
    }
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    match plain.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => {
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified()
        }
        Ok(std::net::IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unspecified()
        }
        Err(_) => false,
    }
}

/// Whether a host matches a pattern: its name, or `*.name` or `.name` for every host below.
pub(crate) fn is_meant(host: &str, pattern: &str) -> bool {
    let pattern = pattern.trim();
    let pattern = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let pattern = pattern.split('/').next().unwrap_or_default().to_lowercase();
    let below = pattern.strip_prefix('*').unwrap_or(&pattern);
    match below.strip_prefix('.') {
        Some(parent) => {
            host.strip_suffix(parent).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        }
        None => host == self::host(&pattern),
    }
}

/// Whether a text can be such a pattern.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    let name = pattern.trim().trim_start_matches('*').trim_start_matches('.');
    let with_scheme =
        if name.contains("://") { name.to_owned() } else { format!("https://{name}") };
    origin(&with_scheme).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |text: &str| origin(text).unwrap_or_default();
        assert_eq!(origin("https://API.Shop.example/v1?a=b"), "https://api.shop.example");
        assert_eq!(origin("http://user:secret@shop.example:8080/x"), "http://shop.example:8080");
        assert_eq!(origin("wss://shop.example:443"), "wss://shop.example");
        assert_eq!(origin("//cdn.shop.example/a.png"), "https://cdn.shop.example");
        assert_eq!(origin("http://192.168.1.7:3000/a"), "http://192.168.1.7:3000");
        assert_eq!(origin("http://[::1]:3000/a"), "http://[::1]:3000");
        assert_eq!(origin("https://例子.中国/路径"), "https://例子.中国");
        for text in [
            "",
            "/api/x",
            "https://",
            "https://api.",
            "https://${host}/x",
            "https://www",
            "ftp://a.b",
            "https://a b.c",
            "//",
        ] {
            assert_eq!(origin(text), "", "{text}");
        }
    }

    #[test]
    fn an_address_is_closed_when_nothing_can_change_its_host() {
        assert_eq!(closed("https://shop.example/a/b").as_deref(), Some("https://shop.example/"));
        assert_eq!(closed("https://shop.example"), None);
    }

    #[test]
    fn a_pattern_means_a_host_or_all_below() {
        for (host, pattern) in [
            ("api.shop.example", "api.shop.example"),
            ("api.shop.example", "https://API.shop.example/v1"),
            ("api.shop.example", "*.shop.example"),
            ("a.b.shop.example", ".shop.example"),
            ("shop.example", "shop.example:8443"),
        ] {
            assert!(is_meant(host, pattern), "{host} {pattern}");
        }
        for (host, pattern) in [
            ("shop.example", "*.shop.example"),
            ("myshop.example", "*.shop.example"),
            ("a.shop.example", "shop.example"),
            ("a.b", ""),
        ] {
            assert!(!is_meant(host, pattern), "{host} {pattern}");
        }
    }

    #[test]
    fn local_machines_are_told_apart() {
        for host in
            ["localhost", "127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "[::1]", "pc.local"]
        {
            assert!(is_local(host), "{host}");
        }
        for host in ["8.8.8.8", "172.32.0.1", "shop.example", "localhost.shop.example"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
