global using Ringspun.Linux;
global using Ringspun.Simulation;
global using Ringspun.Tests.Support;
global using Xunit;
