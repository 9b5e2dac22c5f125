namespace Ringspun;

/// <summary>How a wait ended.</summary>
internal enum WaitOutcome : byte
{
    /// <summary>It got what it waited for.</summary>
    Granted,

    /// <summary>Its token was cancelled first.</summary>
    Canceled,

    /// <summary>What it waited at was closed.</summary>
    Closed,
}
