namespace Ringspun.Http.Parsing;

/// <summary>The four shapes of a request target (RFC 9112 section 3.2).</summary>
internal enum TargetForm : byte
{
    /// <summary><c>/path?query</c></summary>
    Origin,

    /// <summary><c>http://host/path?query</c>; its authority replaces the Host field.</summary>
    Absolute,

    /// <summary><c>host:port</c>, only with CONNECT.</summary>
    Authority,

    /// <summary><c>*</c>, only with OPTIONS.</summary>
    Asterisk,
}
