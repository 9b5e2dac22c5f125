namespace Ringspun;

/// <summary>Whoever wanted to receive when all of the loop's receive buffers were in use.</summary>
internal interface IReceiveBufferWaiter
{
    /// <summary>There is a buffer again.</summary>
    /// <returns>Whether it is still wanted.</returns>
    bool ResumeReceiving();
}
