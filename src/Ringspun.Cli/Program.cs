using Ringspun.Cli;

StandardStreams.Guard();
return CommandLine.Run(args, Console.Out, Console.Error);
