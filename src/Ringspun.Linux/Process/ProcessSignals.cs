namespace Ringspun.Linux;

/// <summary>Sends signals (source: kill(2)).</summary>
public static class ProcessSignals
{
    /// <summary>SIGUSR1: for the program's own use.</summary>
    public const int SIGUSR1 = 10;

    /// <summary>SIGUSR2: for the program's own use.</summary>
    public const int SIGUSR2 = 12;

    /// <summary>Sends a signal.</summary>
    /// <param name="process">The process's number.</param>
    /// <param name="signal">The signal's number; 0 only asks whether the process is there.</param>
    /// <returns>0; -ESRCH, -EPERM; -EINVAL for a number that is no signal's.</returns>
    public static int Send(int process, int signal) => LibC.Check(LibC.Kill(process, signal));
}
