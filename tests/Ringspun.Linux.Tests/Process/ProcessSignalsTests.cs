namespace Ringspun.Linux.Tests;

public class ProcessSignalsTests
{
    private const int NoSignal = 0;

    [Fact]
    public void Asking_tells_whether_a_process_is_there()
    {
        Assert.Equal(0, ProcessSignals.Send(Environment.ProcessId, NoSignal));
        Assert.Equal(-(int)Errno.ESRCH, ProcessSignals.Send(int.MaxValue, NoSignal));
        Assert.Equal(-(int)Errno.EINVAL, ProcessSignals.Send(Environment.ProcessId, 5000));
    }
}
