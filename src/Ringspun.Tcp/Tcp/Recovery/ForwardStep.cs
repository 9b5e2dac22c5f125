namespace Ringspun.Tcp.Recovery;

/// <summary>The steps of F-RTO (RFC 5682 section 2.1).</summary>
internal enum ForwardStep : byte
{
    /// <summary>It is not in use, or has found the timeout to be in order.</summary>
    None,

    /// <summary>Step 2: the first segment was sent again, and its acknowledgment is awaited.</summary>
    AwaitFirst,

    /// <summary>Step 2b: new data goes before what is to be sent again.</summary>
    SendNew,

    /// <summary>Step 3: the second acknowledgment decides.</summary>
    AwaitSecond,
}
